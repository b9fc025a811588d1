package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"gongkai/internal/act"
	"gongkai/internal/agency"
	"gongkai/internal/fault"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
	"gongkai/internal/screening"
	"gongkai/internal/workday"
)

// MaxSection is how long the text of a section may be, in characters.
const MaxSection = 8000

// Writers write the texts of their unit's report and send it to the gate.
var Writers = []agency.Role{agency.Writer}

// What is refused about writing.
var (
	ErrMayNotWrite = fault.New(fault.Forbidden, "may-not-write-report", "年度报告由本单位的信息员编写。")
	ErrEarly       = fault.New(fault.Conflict, "report-early", "统计期还没有结束，期满以后才能生成送审稿；文字可以先写。")
	ErrTaken       = fault.New(fault.Conflict, "report-texts-changed", "您打开以后，报告的文字又有人保存过。您写的还在下面，没有保存；请重新打开，对照以后再保存。")
	ErrImported    = fault.New(fault.Conflict, "report-imported", "这份报告是由原网站迁入的，不在这里编写和更正。")
	ErrUnchanged   = fault.New(fault.Conflict, "report-unchanged", "按现在的记录、已签字的手工更正和文字，报告与公布的没有不同，没有要更正的。")
	ErrNotOut      = fault.New(fault.Conflict, "report-not-out", "这个年度的报告还没有公布，直接修改即可，不用办更正。")
)

// trim takes away what is around the lines, and empty lines.
func (s *Sections) trim() {
	for _, text := range s.all() {
		var lines []string
		for line := range strings.Lines(*text) {
			if line = strings.Trim(line, " \t\r\n\u3000"); line != "" {
				lines = append(lines, line)
			}
		}
		*text = strings.Join(lines, "\n")
	}
}

func (s *Sections) all() []*string { return []*string{&s.Overview, &s.Problems, &s.Others} }

// SectionNames are what the sections with a text are called, by the names of their fields.
var SectionNames = []struct{ Field, Name string }{
	{"overview", "一、总体情况"}, {"problems", "五、存在的主要问题及改进情况"}, {"others", "六、其他需要报告的事项"},
}

// Validate returns every mistake of the texts, after taking away empty lines: a figure that does not exist, too many characters, somebody's
// number. All of it is published.
func (s *Sections) Validate(today workday.Date) error {
	s.trim()
	var fs fault.Fields
	for i, text := range s.all() {
		name := SectionNames[i]
		if n := utf8.RuneCountInString(*text); n > MaxSection {
			fs.Add(name.Field, "这一节有 %d 个字，最多 %d 个，请删减。", n, MaxSection)
		}
		for _, key := range placeholders(*text) {
			if _, ok := fieldOf(key); !ok {
				fs.Add(name.Field, "写了“{%.20s}”，没有这个数；可以引用的数列在下面，连花括号一起写。", key)
				break
			}
		}
		for _, f := range (screening.Rules{Today: today}).Check([]screening.Part{{Name: name.Name, Text: *text}}) {
			if f.Level == screening.Block {
				fs.Add(name.Field, "报告对外公布，%s 一处：%s请删去。", f.Masked, f.Text)
			}
		}
	}
	return fs.Err()
}

// placeholders are the keys that a text has in braces.
func placeholders(text string) (out []string) {
	for {
		_, rest, ok := strings.Cut(text, "{")
		key, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			return out
		}
		out, text = append(out, key), after
	}
}

// Digest tells one state of the texts from another.
func (s Sections) Digest() string {
	sum := sha256.Sum256([]byte(s.Overview + "\x00" + s.Problems + "\x00" + s.Others))
	return hex.EncodeToString(sum[:])
}

// kept returns what is kept of a report that is counted here, nil where there is nothing yet. It returns ErrImported.
func (s *Service) kept(ctx context.Context, unit int64, year int) (*Saved, error) {
	saved, err := s.store.Saved(ctx, unit, year)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil
	case err == nil && saved.Origin == Imported:
		return nil, fmt.Errorf("report %d: %w", year, ErrImported)
	}
	return saved, err
}

// Kept returns what is kept of a report that is counted here; nil where there is nothing yet. It returns ErrImported.
func (s *Service) Kept(ctx context.Context, unit int64, year int) (*Saved, error) {
	return s.kept(ctx, unit, year)
}

// Keep saves the texts of a report, and nothing goes out by it: of a report that is public they are those of its correction. Base is the digest
// of the texts that the writer began with, "" for whatever they were. It returns Validate's mistakes, ErrTaken and ErrMayNotWrite.
func (s *Service) Keep(ctx context.Context, by *agency.Person, unit *agency.Unit, year int, base string, text Sections) error {
	if by.Unit != unit.ID || !by.Has(Writers...) {
		return fmt.Errorf("write report %d: %w", year, ErrMayNotWrite)
	}
	at := s.now()
	if err := text.Validate(workday.DateOf(at)); err != nil {
		return fmt.Errorf("write report %d: %w", year, err)
	}
	saved, err := s.kept(ctx, int64(unit.ID), year)
	if err != nil {
		return err
	}
	if saved == nil {
		saved = &Saved{Unit: int64(unit.ID), Year: year, Origin: Built, Draft: &Draft{Sections: text}}
		return s.store.AddReport(ctx, saved, func() (act.Act, error) {
			return act.New(by.Actor(), at, "report.write", ref.To(Ref, saved.ID), text.Digest(), title(unit, year)), nil
		})
	}
	return s.store.UpdateReport(ctx, int64(unit.ID), year, func(saved *Saved) (act.Act, error) {
		if base != "" && saved.written() && base != saved.text().Digest() {
			return act.Act{}, fmt.Errorf("write report %d: %w", year, ErrTaken)
		}
		draft := Draft{Sections: text}
		if saved.Draft != nil {
			draft.Reason = saved.Draft.Reason
		}
		saved.Draft = &draft
		return act.New(by.Actor(), at, "report.write", ref.To(Ref, saved.ID), text.Digest(), title(unit, year)), nil
	})
}

func title(unit *agency.Unit, year int) string {
	return (&Annual{Agency: unit.Name, Year: year}).Title()
}

// write puts the texts into a report: those in work, or the first that its records give.
func (s *Service) write(ctx context.Context, a *Annual, saved *Saved) error {
	if saved.written() {
		a.Sections = saved.text()
		return nil
	}
	promises, err := s.store.Promises(ctx, a.Unit, a.Year-1)
	if err != nil {
		return err
	}
	a.Sections = draft(a)
	a.Sections.Problems = quoted(promises)
	return nil
}

// sound counts a report with the texts in work, and returns ErrViolated where a relation does not hold.
func (s *Service) sound(ctx context.Context, unit *agency.Unit, year int, saved *Saved) (*Annual, error) {
	a, err := s.count(ctx, unit, year)
	if err != nil {
		return nil, err
	}
	if err := s.write(ctx, a, saved); err != nil {
		return nil, err
	}
	if vs := a.Check().Violations; len(vs) > 0 {
		return nil, fmt.Errorf("report %d: %w", year, ErrViolated.Say("%s", vs[0].Text))
	}
	return a, nil
}

// Load gives a report to the gate: it opens the draft that carries the figures and the texts as they are now, or renews what that draft carries.
// It returns the item, ErrEarly before the year is over, ErrViolated, ErrOut where the report is public, and what publication.Carry refuses.
//
// law: 条例 49
func (s *Service) Load(ctx context.Context, by *agency.Person, unit *agency.Unit, year int, v publication.Version) (publication.ID, error) {
	if by.Unit != unit.ID || !by.Has(Writers...) {
		return 0, fmt.Errorf("load report %d: %w", year, ErrMayNotWrite)
	}
	at := s.now()
	if workday.DateOf(at).Year() <= year {
		return 0, fmt.Errorf("load report %d: %w", year, ErrEarly)
	}
	saved, err := s.kept(ctx, int64(unit.ID), year)
	if err != nil {
		return 0, err
	}
	if saved != nil && saved.Figures != nil {
		return 0, fmt.Errorf("load report %d: %w", year, ErrOut.Say("这个年度的报告已经公布，要改的按更正办理。"))
	}
	a, err := s.sound(ctx, unit, year, saved)
	if err != nil {
		return 0, err
	}
	if !saved.written() {
		if err := s.Keep(ctx, by, unit, year, "", a.Sections); err != nil {
			return 0, err
		}
		if saved, err = s.kept(ctx, int64(unit.ID), year); err != nil {
			return 0, err
		}
		a.Sections = saved.text()
	}
	if v.Cargo, err = cargo(saved.ID, a); err != nil {
		return 0, err
	}
	id, err := s.items.Carry(ctx, by.Actor(), publication.ID(saved.Item), v)
	if err != nil {
		return 0, err
	}
	return id, s.store.UpdateReport(ctx, saved.Unit, year, func(saved *Saved) (act.Act, error) {
		saved.Item = int64(id)
		return act.New(by.Actor(), at, "report.draft", ref.To(Ref, saved.ID), v.Cargo.Root, a.Title()), nil
	})
}

// Correct begins a 更正版: the figures and the texts as they are now take the whole way again, while the public goes on seeing the report as it
// was released; begun already, it carries on with what they are now. The reason is published. It returns the item, ErrNotOut, ErrUnchanged,
// ErrViolated, the mistake of a reason, and what publication.Recarry refuses.
//
// law: 条例 50
func (s *Service) Correct(ctx context.Context, by *agency.Person, unit *agency.Unit, year int, reason string, v publication.Version) (publication.ID, error) {
	if by.Unit != unit.ID || !by.Has(Writers...) {
		return 0, fmt.Errorf("correct report %d: %w", year, ErrMayNotWrite)
	}
	at := s.now()
	saved, err := s.kept(ctx, int64(unit.ID), year)
	if err != nil {
		return 0, err
	}
	if saved == nil || saved.Figures == nil {
		return 0, fmt.Errorf("correct report %d: %w", year, ErrNotOut)
	}
	if reason, err = PublicReason(reason, WhyCorrected, workday.DateOf(at)); err != nil {
		return 0, fmt.Errorf("correct report %d: %w", year, err)
	}
	a, err := s.sound(ctx, unit, year, saved)
	if err != nil {
		return 0, err
	}
	if len(saved.Figures.Differences(a)) == 0 && saved.Sections == a.Sections {
		return 0, fmt.Errorf("correct report %d: %w", year, ErrUnchanged)
	}
	if v.Cargo, err = cargo(saved.ID, a); err != nil {
		return 0, err
	}
	id := publication.ID(saved.Item)
	if err := s.store.UpdateReport(ctx, saved.Unit, year, func(saved *Saved) (act.Act, error) {
		saved.Draft = &Draft{Sections: a.Sections, Reason: reason}
		return act.New(by.Actor(), at, "report.correct", ref.To(Ref, saved.ID), v.Cargo.Root, reason), nil
	}); err != nil {
		return 0, err
	}
	return id, s.items.Recarry(ctx, by, id, reason, v)
}

// WhyCorrected asks for the reason of a 更正版.
const WhyCorrected = "请写明为什么更正，理由对外公布。"

// PublicReason is a reason as it is published, without needless spaces. It returns the mistake of one that says nothing, in the words of missing, too much, or somebody's number.
func PublicReason(reason, missing string, today workday.Date) (string, error) {
	reason = strings.Join(strings.Fields(reason), " ")
	var fs fault.Fields
	checkReason(&fs, reason, missing, today)
	return reason, fs.Err()
}

// Announce is the item that publishes a report: what its page says beside the report.
func (a *Annual) Announce() publication.Version {
	return publication.Version{
		Title: a.Title(), Genre: "报告", Subject: "科技、教育／教育", Keywords: "政府信息公开 年度报告",
		Summary: fmt.Sprintf("公布%s%d年主动公开政府信息、办理政府信息公开申请、行政复议和行政诉讼以及存在问题和改进的情况。", a.Agency, a.Year),
		Body: fmt.Sprintf("根据《中华人民共和国政府信息公开条例》第四十九条、第五十条，现公布%s。统计期限自%d年1月1日起至%d年12月31日止。\n报告全文和数据表随本文一并公布。",
			a.Title(), a.Year, a.Year),
	}
}

// Editions lists how a report was released, the first before the later.
func (s *Service) Editions(ctx context.Context, saved *Saved) ([]Edition, error) {
	return s.store.ReportEditions(ctx, saved.ID)
}

// What a cargo of a report counts as its rows: its figures alone, as the first release had it, or figures and texts.
const (
	figuresAlone    = 1
	figuresAndTexts = 2
)

// cargo fixes the figures and the texts of a report.
func cargo(id int64, a *Annual) (publication.Cargo, error) {
	root, err := a.root(figuresAndTexts)
	return publication.Cargo{Ref: ref.To(Ref, id), Rows: figuresAndTexts, Root: root}, err
}

func (a *Annual) root(rows int) (string, error) {
	b, err := json.Marshal(a)
	if err == nil && rows != figuresAlone {
		var text []byte
		text, err = json.Marshal(a.Sections)
		b = append(b, text...)
	}
	if err != nil {
		return "", fmt.Errorf("fix report %d: %w", a.Year, err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// Is reports whether a cargo was fixed from these figures and texts.
func (a *Annual) Is(c publication.Cargo) bool {
	root, err := a.root(c.Rows)
	return err == nil && root == c.Root
}

// Shown reports whether an edition is what is kept as the public report.
func (e *Edition) Shown(s *Saved) bool {
	if s.Figures == nil {
		return false
	}
	now := *s.Figures
	now.Sections = s.Sections
	a, err := e.Figures.root(figuresAndTexts)
	b, wrong := now.root(figuresAndTexts)
	return err == nil && wrong == nil && a == b
}

// Differences returns in what an edition, as it is kept, differs from what was released under a cargo.
func (e *Edition) Differences(c publication.Cargo) []string {
	root, err := e.Figures.root(c.Rows)
	if err != nil || root != c.Root {
		return []string{fmt.Sprintf("%d年度报告第 %d 版的数或者文字与发布时的总摘要不符，可能被改动过", e.Figures.Year, e.No)}
	}
	return nil
}
