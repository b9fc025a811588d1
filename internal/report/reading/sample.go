package reading

import _ "embed"

// Sample is a report of our making, as it is pasted from a page, with one wrong figure in table 三 and a text that disagrees with it: for people
// who want to see what is said of a report.
//
//go:embed testdata/sample.txt
var Sample string
