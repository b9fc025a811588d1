package credit

import "encoding/json"

// Problem is one thing wrong with one field of one row.
type Problem struct {
	Row    int    `json:"row"`    // as Excel shows it
	Column string `json:"column"` // letter and code, such as C XK_XDR_SHXYM; the code alone when there is no column
	Field  string `json:"field"`  // Chinese name
	Rule   string `json:"rule"`
	Text   string `json:"text"`
	Advice string `json:"advice"`
	Value  string `json:"value,omitempty"` // what stands there, masked where it is not public
	Warn   bool   `json:"warn,omitempty"`  // worth a look, but no reason to refuse the row
}

// SheetReport is the answer of a check of a sheet. Rows counts the rows of data.
type SheetReport struct {
	Rows     int
	Problems []Problem
}

// Failed reports whether anything is worse than a warning.
func (r SheetReport) Failed() bool {
	for _, p := range r.Problems {
		if !p.Warn {
			return true
		}
	}
	return false
}

// MarshalJSON writes {"rows","errors","warnings"}; empty lists are lists.
func (r SheetReport) MarshalJSON() ([]byte, error) {
	split := struct {
		Rows     int       `json:"rows"`
		Errors   []Problem `json:"errors"`
		Warnings []Problem `json:"warnings"`
	}{r.Rows, []Problem{}, []Problem{}}
	for _, p := range r.Problems {
		if p.Warn {
			split.Warnings = append(split.Warnings, p)
		} else {
			split.Errors = append(split.Errors, p)
		}
	}
	return json.Marshal(split)
}
