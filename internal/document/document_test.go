package document

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"gongkai/internal/fault"
)

// book returns an xlsx file that change has worked on.
func book(t testing.TB, change func(*excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := change(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func plainBook(t testing.TB) []byte {
	return book(t, func(f *excelize.File) error {
		return f.SetSheetRow("Sheet1", "A1", &[]any{"名称", "日期", "金额"})
	})
}

// repack returns the archive with entries added or, for nil, dropped.
func repack(t testing.TB, archive []byte, entries map[string][]byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(name string, content []byte) {
		e, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range in.File {
		if _, changed := entries[file.Name]; changed {
			continue
		}
		add(file.Name, read(t, file))
	}
	for name, content := range entries {
		if content != nil {
			add(name, content)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t testing.TB, file *zip.File) []byte {
	t.Helper()
	in, err := file.Open()
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func entry(t testing.TB, archive []byte, name string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range in.File {
		if file.Name == name {
			return read(t, file)
		}
	}
	t.Fatalf("no entry %s", name)
	return nil
}

func open(name string, content []byte, limits Limits) (*Workbook, error) {
	return OpenXLSX(name, bytes.NewReader(content), int64(len(content)), limits)
}

func TestSniffGoesByContent(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		content string
		want    Kind
	}{
		{"", Empty},
		{string(plainBook(t)), XLSX},
		{"PK\x03\x04 broken", Zip},
		{"%PDF-1.7\n", PDF},
		{"\x89PNG\r\n\x1a\n....", PNG},
		{"\xff\xd8\xff\xe0", JPEG},
		{"GIF89a", GIF},
		{"Rar!\x1a\x07\x00", Archive},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), Legacy},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + string(utf16le("EncryptedPackage")), Encrypted},
		{"\ufeff<!DOCTYPE html><p>", HTML},
		{"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>", HTML},
		{`<?xml version="1.0"?><svg><script/></svg>`, SVG},
		{"名称,日期\r\n甲,2026/05/18\r\n", Text},
		{"\xc3\xfb\xb3\xc6,\xc8\xd5\xc6\xda\r\n", Text}, // GBK
		{"\x00\x01\x02\x03", Unknown},
	} {
		if got := Sniff(strings.NewReader(tc.content), int64(len(tc.content))); got != tc.want {
			t.Errorf("%.20q is %q, want %q", tc.content, got, tc.want)
		}
	}
}

func TestOpenXLSXRefuses(t *testing.T) {
	t.Parallel()
	plain := plainBook(t)
	types := entry(t, plain, contentTypes)
	deep := strings.Repeat(" ", 3<<20)
	for _, tc := range []struct {
		name, file string
		content    []byte
		want       error
	}{
		{"nothing", "a.xlsx", nil, ErrEmpty},
		{"too large", "a.xlsx", make([]byte, 21<<20), ErrTooLarge},
		{"html", "a.xlsx", []byte("<html><table></table></html>"), ErrWrongType},
		{"csv", "a.xlsx", []byte("名称,日期\n"), ErrWrongType},
		{"zip", "a.xlsx", repack(t, plain, map[string][]byte{contentTypes: nil}), ErrWrongType},
		{"docx", "a.xlsx", repack(t, plain, map[string][]byte{contentTypes: bytes.ReplaceAll(types, []byte("spreadsheetml.sheet"), []byte("wordprocessingml.document"))}), ErrWrongType},
		{"docx by its name", "a.docx", plain, ErrWrongType},
		{"xls", "a.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), ErrLegacy},
		{"et", "a.et", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), ErrLegacy},
		{"password", "a.xlsx", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + string(utf16le("EncryptedPackage"))), ErrEncrypted},
		{"macro type", "a.xlsx", repack(t, plain, map[string][]byte{contentTypes: bytes.ReplaceAll(types, []byte("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main"), []byte("vnd.ms-excel.sheet.macroEnabled.main"))}), ErrMacro},
		{"macro under another name", "a.xlsx", repack(t, plain, map[string][]byte{
			contentTypes: bytes.Replace(types, []byte("<Default "), []byte(`<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default `), 1), "xl/data.bin": {1},
		}), ErrMacro},
		{"macro part", "a.xlsx", repack(t, plain, map[string][]byte{"xl/vbaProject.bin": {1}}), ErrMacro},
		{"external link", "a.xlsx", repack(t, plain, map[string][]byte{"xl/externalLinks/externalLink1.xml": []byte("<externalLink/>")}), ErrExternal},
		{"external relation", "a.xlsx", repack(t, plain, map[string][]byte{"xl/worksheets/_rels/sheet1.xml.rels": []byte(`<Relationships><Relationship Id='r1' Type='http://x/image' TargetMode='External' Target='http://x/'/></Relationships>`)}), ErrExternal},
		{"embedded object", "a.xlsx", repack(t, plain, map[string][]byte{"xl/embeddings/oleObject1.bin": {1}}), ErrEmbedded},
		{"entity", "a.xlsx", repack(t, plain, map[string][]byte{"xl/worksheets/sheet1.xml": []byte(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet/>`)}), ErrEntity},
		{"entity far in", "a.xlsx", repack(t, plain, map[string][]byte{"xl/theme/theme1.xml": []byte(`<?xml version="1.0"?>` + strings.Repeat(" ", 40000) + `<!DOCTYPE x []><x/>`)}), ErrEntity},
		{"entity in UTF-16", "a.xlsx", repack(t, plain, map[string][]byte{"xl/theme/theme1.xml": append([]byte{0xff, 0xfe}, utf16le("<!DOCTYPE x>")...)}), ErrEntity},
		{"path upwards", "a.xlsx", repack(t, plain, map[string][]byte{"../../etc/passwd": {1}}), ErrPath},
		{"path with backslash", "a.xlsx", repack(t, plain, map[string][]byte{`xl\..\x.xml`: {1}}), ErrPath},
		{"rooted path", "a.xlsx", repack(t, plain, map[string][]byte{"/etc/passwd": {1}}), ErrPath},
		{"same name in capitals", "a.xlsx", repack(t, plain, map[string][]byte{"XL/workbook.xml": {1}}), ErrPath},
		{"ratio", "a.xlsx", repack(t, plain, map[string][]byte{"xl/media/image1.png": []byte(deep)}), ErrBomb},
		{"cut off", "a.xlsx", plain[:len(plain)-40], ErrWrongType}, // without its directory it is no workbook at all
	} {
		w, err := open(tc.file, tc.content, Limits{})
		if !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
		if _, ok := fault.Of(err); !ok || w != nil {
			t.Errorf("%s has no sentence for the person: %v", tc.name, err)
		}
	}
}

// Some programs declare the type of macros in every workbook they write, and write none.
func TestOpenXLSXTakesADeclaredTypeThatNoPartHas(t *testing.T) {
	t.Parallel()
	plain := plainBook(t)
	types := bytes.Replace(entry(t, plain, contentTypes), []byte("<Default "), []byte(`<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default `), 1)
	book, err := open("a.xlsx", repack(t, plain, map[string][]byte{contentTypes: types}), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if err := book.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpenXLSXRefusesManyEntries(t *testing.T) {
	t.Parallel()
	extra := make(map[string][]byte)
	for i := range 50 {
		extra[fmt.Sprintf("xl/media/%d.bin", i)] = []byte{1}
	}
	if _, err := open("a.xlsx", repack(t, plainBook(t), extra), Limits{Entries: 40}); !errors.Is(err, ErrBomb) {
		t.Error(err)
	}
}

// D10 of the abuse cases: a small file that inflates to a gigabyte, and says it is small. Not parallel: see allocated.
func TestBombIsRefusedBeforeItInflates(t *testing.T) {
	var packed bytes.Buffer
	deflate, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 300 {
		if _, err := deflate.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := deflate.Close(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	types, err := w.Create(contentTypes)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := types.Write(entry(t, plainBook(t), contentTypes)); err != nil {
		t.Fatal(err)
	}
	raw, err := w.CreateRaw(&zip.FileHeader{
		Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate,
		CompressedSize64: uint64(packed.Len()), UncompressedSize64: 100, // a lie
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Write(packed.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	work := allocated(func() { _, err = open("a.xlsx", out.Bytes(), Limits{}) })
	if _, ok := fault.Of(err); !ok || work > 8<<20 {
		t.Errorf("%v after %d bytes were allocated", err, work)
	}
}

func TestRowsReadsTheFirstVisibleSheet(t *testing.T) {
	t.Parallel()
	content := book(t, func(f *excelize.File) error {
		if _, err := f.NewSheet("数据"); err != nil {
			return err
		}
		f.SetActiveSheet(1)
		short, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			return err
		}
		long := "yyyy年m月d日"
		written, err := f.NewStyle(&excelize.Style{CustomNumFmt: &long})
		if err != nil {
			return err
		}
		return errors.Join(
			f.SetSheetVisible("Sheet1", false),
			f.SetSheetRow("数据", "A1", &[]any{"名称", "日期", "数"}),
			f.SetSheetRow("数据", "A3", &[]any{"甲", 46160, 0.5, ""}),
			f.SetCellStyle("数据", "B3", "B3", short),
			f.SetSheetRow("数据", "A5", &[]any{"", 46160, "=1+1"}),
			f.SetCellStyle("数据", "B5", "B5", written),
		)
	})
	w, err := open("a.xlsx", content, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if diff := cmp.Diff([]string{"数据"}, w.Sheets()); diff != "" {
		t.Error(diff)
	}
	var got []Row
	for row, err := range w.Rows(context.Background(), "") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row)
	}
	want := []Row{
		{Number: 1, Cells: []string{"名称", "日期", "数"}},
		{Number: 3, Cells: []string{"甲", "2026/05/18", "0.5"}},
		{Number: 5, Cells: []string{"", "2026年5月18日", "=1+1"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRowsSaysWhereASheetBreaks(t *testing.T) {
	t.Parallel()
	content := book(t, func(f *excelize.File) error {
		for i := range 20 {
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &[]any{i}); err != nil {
				return err
			}
		}
		return nil
	})
	sheet := bytes.Replace(entry(t, content, "xl/worksheets/sheet1.xml"), []byte(`<row r="11">`), []byte(`<row r="11"><<`), 1)
	w, err := open("a.xlsx", repack(t, content, map[string][]byte{"xl/worksheets/sheet1.xml": sheet}), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	last := 0
	for row, rowErr := range w.Rows(context.Background(), "") {
		err = rowErr
		if rowErr == nil {
			last = row.Number
		}
	}
	if !errors.Is(err, ErrUnreadable) || last < 9 || last > 11 {
		t.Errorf("after row %d: %v", last, err)
	}
}

func TestRowsRefusesWideRows(t *testing.T) {
	t.Parallel()
	w, err := open("a.xlsx", book(t, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "XFD1", 1) }), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, err := range w.Rows(context.Background(), "") {
		if !errors.Is(err, ErrTooLarge) {
			t.Error(err)
		}
	}
}

func TestRowsStopsWhenAskedTo(t *testing.T) {
	t.Parallel()
	w, err := open("a.xlsx", book(t, func(f *excelize.File) error {
		for i := range 200 {
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &[]any{i}); err != nil {
				return err
			}
		}
		return nil
	}), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	rows := 0
	for _, err = range w.Rows(ctx, "") {
		rows++
	}
	if !errors.Is(err, context.Canceled) || rows > 64 {
		t.Errorf("%d rows, %v", rows, err)
	}
	for _, err = range w.Rows(context.Background(), "没有") {
	}
	if !errors.Is(err, ErrSheet) {
		t.Errorf("missing sheet: %v", err)
	}
}

func TestHarmlessLosesNothing(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"=1+1", "+86", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1", "　＝1", "\u200b=1"} {
		if got := Harmless(s); got != "'"+s {
			t.Errorf("%q became %q", s, got)
		}
	}
	for _, s := range []string{"", "濮教〔2026〕1号", "1+1", "a@b.cn", "2026-05-18", " x"} {
		if got := Harmless(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

// readAll reads a mutated file as far as it goes and fails on what has no sentence.
func readAll(t *testing.T, content []byte) {
	t.Helper()
	limits := Limits{EntryBytes: 8 << 20, TotalBytes: 16 << 20}
	w, err := open("a.xlsx", content, limits)
	if err != nil {
		if _, ok := fault.Of(err); !ok {
			t.Fatalf("an error without a sentence: %v", err)
		}
		return
	}
	defer w.Close()
	rows := 0
	for _, err := range w.Rows(context.Background(), "") {
		if _, ok := fault.Of(err); err != nil && !ok {
			t.Fatalf("an error without a sentence: %v", err)
		}
		if rows++; rows > 1000 {
			return
		}
	}
}

// Mutations of what is packed, not only of the archive: inflated parts changed and packed again.
func TestMutatedPartsNeverPanic(t *testing.T) {
	t.Parallel()
	plain := plainBook(t)
	random := rand.New(rand.NewPCG(1, 2))
	parts := []string{"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels", contentTypes}
	for range 150 {
		name := parts[random.IntN(len(parts))]
		part := bytes.Clone(entry(t, plain, name))
		for range 1 + random.IntN(4) {
			switch at := random.IntN(len(part)); random.IntN(3) {
			case 0:
				part[at] = byte(random.IntN(256))
			case 1:
				part = append(part[:at], part[min(len(part), at+random.IntN(40)):]...)
			default:
				part = append(part[:at], append([]byte("99999999999"), part[at:]...)...)
			}
			if len(part) == 0 {
				break
			}
		}
		readAll(t, repack(t, plain, map[string][]byte{name: part}))
	}
}

func FuzzOpenXLSX(f *testing.F) {
	f.Add(plainBook(f))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Fuzz(func(t *testing.T, content []byte) { readAll(t, content) })
}
