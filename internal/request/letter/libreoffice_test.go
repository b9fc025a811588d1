package letter

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tools returns the commands of LibreOffice and poppler. Where GONGKAI_REQUIRE names libreoffice, a test fails without them.
func tools(t *testing.T, names ...string) []string {
	t.Helper()
	var paths []string
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err == nil {
			paths = append(paths, path)
			continue
		}
		for part := range strings.SplitSeq(os.Getenv("GONGKAI_REQUIRE"), ",") {
			if strings.TrimSpace(part) == "libreoffice" {
				t.Fatalf("%s is required and missing: %v", name, err)
			}
		}
		t.Skipf("%s is not here: %v", name, err)
	}
	return paths
}

// TestLettersAsPDF: an office program sets them on A4, with every word, and nothing beyond the margins.
func TestLettersAsPDF(t *testing.T) {
	t.Parallel()
	commands := tools(t, "soffice", "pdfinfo", "pdftotext", "pdftoppm")
	folder := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	run := func(command string, args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(ctx, command, args...).Output()
		if err != nil {
			t.Fatalf("%s %v: %v", command, args, err)
		}
		return string(out)
	}
	args := []string{"-env:UserInstallation=file://" + filepath.Join(folder, "profile"), "--headless", "--convert-to", "pdf", "--outdir", folder}
	letters := map[string]*Letter{}
	for name, f := range cases() {
		switch name {
		case "refuse", "partly", "grant", "supplement", "fee", "refuse+third-party", "unclear", "extension":
		default:
			continue
		}
		letters[name] = rendered(t, name, f)
		var out bytes.Buffer
		if err := letters[name].WriteDOCX(&out); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, name+".docx")
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	run(commands[0], args...)
	for name, l := range letters {
		file := filepath.Join(folder, name+".pdf")
		info := run(commands[1], file)
		if !strings.Contains(info, "(A4)") {
			t.Errorf("%s is not A4:\n%s", name, info)
		}
		text := squeezed(run(commands[2], "-raw", file, "-"))
		for i := 1; i < 4; i++ { // the number of a page may stand amid a paragraph
			text = strings.Replace(text, "—"+strconv.Itoa(i)+"—", "", 1)
		}
		want := []string{l.Head, l.DocNo, l.Title, l.To + "：", l.Signer, l.Signed.Chinese()}
		for i := range l.Body {
			want = append(want, l.Body[i].Text())
		}
		for _, s := range want {
			if !strings.Contains(text, squeezed(s)) {
				t.Errorf("%s: “%s” is not on paper", name, s)
			}
		}
		run(commands[3], "-r", "50", "-gray", file, filepath.Join(folder, name))
		pages, err := filepath.Glob(filepath.Join(folder, name+"-*.pgm"))
		if err != nil || len(pages) == 0 || len(pages) > 3 {
			t.Errorf("%s has %d pages, %v", name, len(pages), err)
		}
		for _, page := range pages {
			insideMargins(t, page)
		}
	}
}

// insideMargins looks at a picture of a page: 26 mm on the right, 28 on the left and 37 above stay white, below what is beyond the page number.
func insideMargins(t *testing.T, name string) {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head := strings.Fields(string(content[:min(40, len(content))]))
	width, err := strconv.Atoi(head[1])
	if err != nil {
		t.Fatal(err)
	}
	height, err := strconv.Atoi(head[2])
	if err != nil {
		t.Fatal(err)
	}
	pixels := content[len(content)-width*height:]
	mm := func(n float64) int { return int(n / 210 * float64(width)) }
	dark := 0
	for y := range height {
		for x := range width {
			if pixels[y*width+x] > 200 {
				continue
			}
			dark++
			if x < mm(28-1) || x > width-mm(26-1) || y < mm(37-2) || y > height-mm(20) {
				t.Errorf("%s: ink at %d, %d of %d, %d", filepath.Base(name), x, y, width, height)
				return
			}
		}
	}
	if dark < 500 {
		t.Errorf("%s is nearly empty", filepath.Base(name))
	}
}
