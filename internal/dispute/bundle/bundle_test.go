package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"gongkai/internal/document"
)

func input(t testing.TB) Input {
	t.Helper()
	page, err := Page{
		Title: "政府信息公开申请表", Facts: []Fact{{"申请人", "示例申请人 <b>&"}, {"空", ""}}, Text: []string{"所需信息"},
		Heads: []string{"日期", "计法"}, Rows: [][]string{{"2026-11-17", "计入"}, {"2026-11-18", ""}},
	}.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return Input{
		Case: "复诉2026-0002", Agent: "示例市教育局",
		Facts: []Fact{{"案件", "复诉2026-0002　行政复议"}, {"复议机关、法院", "示例市人民政府　示政复〔2026〕31号"}, {"答复期限", "2026-11-27（2026-11-17收到提出答复通知书，次日起10日，《行政复议法》第四十八条）"}},
		Items: []Item{
			{Title: "政府信息公开申请表", Name: "申请表.html", Source: "申请人提交", Where: "全文", Proves: "申请人于2026年10月27日提出申请，以及所需信息的内容、获取方式和载体形式", Content: page},
			{Title: "提交申请所附文件：身份证.png", Name: `..\..\身份证?.png`, Source: "申请人", Where: "办理经过第1项所附，全件", Proves: "“提交申请”所附的原件", Content: []byte("\x89PNG")},
			{Title: "提交申请所附文件：身份证.png", Name: `身份证?.png`, Source: "申请人", Where: "办理经过第1项所附，全件", Content: nil},
			{Title: strings.Repeat("长", 60), Name: strings.Repeat("长", 90) + ".docx", Source: "示例市教育局", Where: "全文", Proves: strings.Repeat("证明", 60), Content: []byte("x")},
		},
	}
}

func open(t *testing.T, a *Archive) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(a.Zip), int64(len(a.Zip)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name] != nil || strings.ContainsAny(f.Name, `/\?`) || len([]rune(f.Name)) > 70 {
			t.Errorf("name %q", f.Name)
		}
		out[f.Name] = b
	}
	return out
}

// TestIndexAndManifestAgreeWithTheContent: every file is named with its digest, nothing is named that is not there, and the index, as our own
// reader opens it, says the same.
func TestIndexAndManifestAgreeWithTheContent(t *testing.T) {
	t.Parallel()
	in := input(t)
	a, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	files := open(t, a)
	var m Manifest
	if err := json.Unmarshal(files[ManifestName], &m); err != nil {
		t.Fatal(err)
	}
	if sum(files[ManifestName]) != a.Digest || !bytes.Equal(files[ManifestName], a.Manifest) || a.Items != len(in.Items) {
		t.Error("the digest is not that of the manifest")
	}
	if len(m.Files) != len(in.Items)+2 || len(files) != len(m.Files)+1 {
		t.Errorf("%d files, %d in the manifest, %d pieces", len(files), len(m.Files), len(in.Items))
	}
	im, err := document.ReadDOCX(IndexDOCX, bytes.NewReader(files[IndexDOCX]), int64(len(files[IndexDOCX])), document.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(im.Lost) > 0 || im.Title != "证据目录" {
		t.Errorf("%q, lost %v", im.Title, im.Lost)
	}
	index := im.Doc.HTML()
	for i, f := range m.Files {
		if sum(files[f.File]) != f.SHA256 || len(files[f.File]) != f.Size {
			t.Errorf("%s is not what the manifest says", f.File)
		}
		if f.No == 0 {
			continue
		}
		if f.No != i+1 || !bytes.Equal(files[f.File], in.Items[i].Content) {
			t.Errorf("piece %d is numbered %d, or is another", i+1, f.No)
		}
		for _, s := range []string{f.SHA256, f.Title, f.Where} {
			if !strings.Contains(index, s) || !strings.Contains(string(files[IndexHTML]), s) {
				t.Errorf("the index says nothing of %s", s)
			}
		}
	}
	if name := os.Getenv("BUNDLE_OUT"); name != "" {
		if err := os.WriteFile(name, files[IndexDOCX], 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheSameCaseMakesTheSameBytes(t *testing.T) {
	t.Parallel()
	a, err := Build(input(t))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Build(input(t))
	if err != nil || !bytes.Equal(a.Zip, b.Zip) || a.Digest != b.Digest {
		t.Errorf("two archives of one case differ, %v", err)
	}
	in := input(t)
	in.Items[3].Content = []byte("y")
	if c, err := Build(in); err != nil || c.Digest == a.Digest {
		t.Errorf("another content has the same digest, %v", err)
	}
}

// TestPagesShowWhatWasWritten: as text, never as markup.
func TestPagesShowWhatWasWritten(t *testing.T) {
	t.Parallel()
	page := string(input(t).Items[0].Content)
	if !strings.Contains(page, "示例申请人 &lt;b&gt;&amp;") || strings.Contains(page, "<b>") || !strings.Contains(page, `<html lang="zh-CN">`) {
		t.Error(page)
	}
	if _, err := Build(Input{Case: "空"}); err != nil {
		t.Errorf("a case without pieces: %v", err)
	}
}
