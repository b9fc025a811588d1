package letter

import (
	"regexp"
	"strconv"
	"strings"

	"gongkai/internal/fault"
	"gongkai/internal/request"
)

// Numbering is how a unit numbers its letters: 示教依申请〔{年}〕{号}号—{类}, where 类 is the word of the kind (LetterInfo.Mark).
type Numbering string

// ErrNumbering reports a numbering that cannot number.
var ErrNumbering = fault.New(fault.Invalid, "letter-numbering", "文号规则有误，格式如“示教依申请〔{年}〕{号}号—{类}”。")

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// Check returns nil if the rule gives every letter a number of its own in the year, or what is wrong with it.
func (n Numbering) Check() error {
	if !strings.Contains(string(n), "〔{年}〕{号}号") {
		return ErrNumbering.Say("文号规则应含“〔{年}〕{号}号”，年份用六角括号，例如“示教依申请〔{年}〕{号}号—{类}”。")
	}
	for _, p := range placeholder.FindAllString(string(n), -1) {
		if p != "{年}" && p != "{号}" && p != "{类}" {
			return ErrNumbering.Say("文号规则里没有“%s”，可以用的是{年}、{号}、{类}。", p)
		}
	}
	if before, _, _ := strings.Cut(string(n), "〔"); strings.TrimSpace(before) == "" || len([]rune(string(n))) > 60 {
		return ErrNumbering.Say("文号规则前面应有机关代字，全长不超过60个字，例如“示教依申请〔{年}〕{号}号—{类}”。")
	}
	return nil
}

// Format returns the number of a letter: 示教依申请〔2026〕31号—告. It returns what Check does, and ErrKind.
func (n Numbering) Format(year, no int, kind request.LetterKind) (string, error) {
	if err := n.Check(); err != nil {
		return "", err
	}
	info, ok := kind.Info()
	if !ok {
		return "", ErrKind
	}
	if year < 1949 || year > 9999 || no < 1 {
		return "", ErrNumbering.Say("文号的年份、序号应为正整数，现为%d年%d号，请核对。", year, no)
	}
	return strings.NewReplacer("{年}", strconv.Itoa(year), "{号}", strconv.Itoa(no), "{类}", info.Mark).Replace(string(n)), nil
}
