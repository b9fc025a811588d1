package document

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDocumentNumbersAreWrittenOneWay(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"濮教〔2026〕12号":           "濮教〔2026〕12号",
		"濮教[2026]12号":           "濮教〔2026〕12号",
		"濮教（2026）12 号":          "濮教〔2026〕12号",
		"濮教基 ﹝2026﹞ 第 3 号":      "濮教基〔2026〕3号",
		"濮教［２０２６］１２号":           "濮教〔2026〕12号",
		"发文字号：濮教【2026】1号":       "濮教〔2026〕1号",
		"濮教〔2026〕12号　　签发人：王某某":  "濮教〔2026〕12号",
		"依据濮教〔2026〕12号文件，现通知如下": "",
		"濮教〔2026〕号":             "",
		"濮教〔1826〕1号":            "",
		"2026年第3号":              "",
	} {
		var im Import
		if took := im.takeNumber(line); im.DocNo != want || took != (want != "") {
			t.Errorf("%q gives %q, want %q", line, im.DocNo, want)
		}
	}
}

func TestDatesStandOnALineOfTheirOwn(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"2026年5月18日":              "2026-05-18",
		"２０２６年５月１８日":              "2026-05-18",
		"2026 年 5 月 18 日":         "2026-05-18",
		"二〇二六年五月十八日":              "2026-05-18",
		"二○二六年十二月三十一日":            "2026-12-31",
		"二零二六年元月廿三日":              "2026-01-23",
		"二Ｏ二六年十月十日":               "2026-10-10",
		"濮阳市教育局　　2026年5月18日":      "2026-05-18",
		"（2026年5月18日）":            "2026-05-18",
		"2026年2月30日":              "0001-01-01",
		"2026年13月1日":              "0001-01-01",
		"2026年5月18日印发":            "0001-01-01",
		"自2026年5月18日起，至2026年6月1日": "0001-01-01",
		"报名截止到，2026年5月18日":        "0001-01-01",
		"五月十八日":                   "0001-01-01",
	} {
		got := "0001-01-01"
		if date := dateLine(line); date != "" {
			got = formedOn(date).String()
		}
		if got != want {
			t.Errorf("%q is %s, want %s", line, got, want)
		}
	}
}

func TestTakeHeadKnowsHeadsOfManyShapes(t *testing.T) {
	t.Parallel()
	line := func(align Align, text string) Block { return &Paragraph{Align: align, Runs: []Run{{Text: text}}} }
	body := line(Left, "现将有关事项公布如下。")
	for _, tc := range []struct {
		name          string
		blocks        []Block
		title, number string
		left          int // blocks that stay
	}{
		{"nothing", nil, "", "", 0},
		{"body only", []Block{body, line(Center, "小标题")}, "", "", 2},
		{"centred", []Block{line(Center, "濮阳市教育局公告"), line(Center, "2026年第3号"), body}, "濮阳市教育局公告", "", 2},
		{"left, by its last word", []Block{line(Left, "关于放假的通知"), body}, "关于放假的通知", "", 1},
		{"number after the title", []Block{line(Center, "关于放假的通知"), line(Center, "濮教〔2026〕1号"), body}, "关于放假的通知", "濮教〔2026〕1号", 1},
		{"three lines", []Block{line(Center, "濮阳市教育局"), line(Center, "关于公布学校名单"), line(Center, "的通知"), line(Center, "（试行）"), body}, "濮阳市教育局关于公布学校名单的通知", "", 2},
		{"red head", []Block{line(Center, "濮阳市教育局文件"), line(Left, "濮教〔2026〕1号"), line(Center, "关于清理文件的决定"), body}, "关于清理文件的决定", "濮教〔2026〕1号", 1},
		{"secret", []Block{line(Left, "000001"), line(Left, "秘密★1年"), line(Center, "濮阳市教育局文件"), line(Center, "关于考务工作的通知"), body}, "关于考务工作的通知", "", 2},
		{"attachment", []Block{line(Left, "附件2"), line(Center, "学校名单"), body}, "学校名单", "", 2},
		{"numbered heading", []Block{&Paragraph{Heading: 1, Runs: []Run{{Text: "一、总则"}}}, body}, "", "", 2},
		{"a heading as title", []Block{&Paragraph{Heading: 1, Runs: []Run{{Text: "招生简章"}}}, body}, "招生简章", "", 1},
	} {
		var im Import
		rest := im.takeHead(tc.blocks, nil)
		if im.Title != tc.title || im.DocNo != tc.number || len(rest) != tc.left {
			t.Errorf("%s: %q, %q, %d blocks left; want %q, %q, %d", tc.name, im.Title, im.DocNo, len(rest), tc.title, tc.number, tc.left)
		}
	}
}

// The date of the document is not that of its attachments, nor one in the text.
func TestTheDateIsTheOneBeforeTheAttachments(t *testing.T) {
	t.Parallel()
	d, err := NewDoc(
		&Paragraph{Runs: []Run{{Text: "各学校："}}},
		&Paragraph{Runs: []Run{{Text: "2026年3月1日起报名。"}}},
		&Paragraph{Align: Right, Runs: []Run{{Text: "2026年5月18日"}}},
		&Paragraph{Runs: []Run{{Text: "附件"}}},
		&Paragraph{Align: Right, Runs: []Run{{Text: "2026年4月1日"}}},
	)
	if err != nil {
		t.Fatal(err)
	}
	im := Import{Doc: d}
	im.takeFacts()
	if diff := cmp.Diff([]string{"2026-05-18", "各学校"}, []string{im.FormedOn.String(), im.To}); diff != "" {
		t.Error(diff)
	}
}
