package document

import (
	"encoding/xml"
	"errors"
	"path"
	"strings"
)

const (
	workbookPart      = "xl/workbook.xml"
	workbookRelations = "xl/_rels/workbook.xml.rels"
)

// archiveReport is what reading an archive once has told.
type archiveReport struct {
	lastRow map[string]int    // number of the last row of each sheet, by entry name
	ids     map[string]string // of the relation of each sheet, by its name
	targets map[string]string // entry name by the id of the relation
}

func newArchiveReport() *archiveReport {
	return &archiveReport{lastRow: make(map[string]int), ids: make(map[string]string), targets: make(map[string]string)}
}

// rows returns the number of the last row of a sheet, 0 when it is not known.
func (report *archiveReport) rows(sheet string) int {
	return report.lastRow[report.targets[report.ids[sheet]]]
}

// parts takes note of the parts that tell how the others hang together, and refuses those that lead outside.
func (report *archiveReport) parts(name string, text []byte) error {
	switch {
	case path.Ext(name) == ".rels":
		return report.relations(name, text)
	case name == workbookPart:
		return report.workbook(text)
	}
	return nil
}

// relationXML is an entry of a .rels part. ISO/IEC 29500-2 §9.3
type relationXML struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
	Mode   string `xml:"TargetMode,attr"`
}

func parseRelations(text []byte) ([]relationXML, error) {
	var list struct {
		Relations []relationXML `xml:"Relationship"`
	}
	if err := xml.Unmarshal(text, &list); err != nil {
		return nil, errors.Join(ErrUnreadable, err)
	}
	return list.Relations, nil
}

func (report *archiveReport) relations(name string, text []byte) error {
	list, err := parseRelations(text)
	if err != nil {
		return err
	}
	for _, r := range list {
		// A hyperlink may point outside: nothing follows it by itself.
		if strings.EqualFold(r.Mode, "External") && !strings.HasSuffix(r.Type, "/hyperlink") {
			if strings.HasPrefix(name, "word/") {
				return ErrExternal.Say("文档链接了外部模板、图片或数据，请断开链接或复制到新文档后再上传。")
			}
			return ErrExternal
		}
		if name == workbookRelations {
			target, rooted := strings.CutPrefix(r.Target, "/")
			if !rooted {
				target = path.Join("xl", r.Target)
			}
			report.targets[r.ID] = target
		}
	}
	return nil
}

func (report *archiveReport) workbook(text []byte) error {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := xml.Unmarshal(text, &book); err != nil {
		return errors.Join(ErrUnreadable, err)
	}
	for _, sheet := range book.Sheets {
		report.ids[sheet.Name] = sheet.ID
	}
	return nil
}
