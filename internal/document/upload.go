package document

import (
	"io"
	"path"
	"strings"

	"gongkai/internal/fault"
)

// Why a file is not taken. Say names the case at hand.
var (
	ErrEmpty      = fault.New(fault.Invalid, "file-empty", "文件是空的，请重新选择文件。")
	ErrTooLarge   = fault.New(fault.TooLarge, "file-too-large", "文件过大，请拆分后分别上传。")
	ErrBomb       = fault.New(fault.TooLarge, "file-inflates-too-far", "文件展开后过大，可能是异常的压缩文件，请另存为新文件后再上传。")
	ErrPath       = fault.New(fault.Invalid, "file-bad-path", "压缩内容的路径不正常，文件可能被改动过，请用办公软件另存后再上传。")
	ErrMacro      = fault.New(fault.Invalid, "file-has-macros", "文件含有宏或是二进制工作簿，不能上传，请另存为不含宏的 xlsx 或 docx。")
	ErrExternal   = fault.New(fault.Invalid, "file-links-outside", "文件链接了外部工作簿或外部数据，请断开链接、粘贴为数值后再上传。")
	ErrEmbedded   = fault.New(fault.Invalid, "file-embeds-objects", "文件内嵌了其他文件或控件，请删除内嵌对象后再上传。")
	ErrEntity     = fault.New(fault.Invalid, "file-declares-entities", "文件内含不允许的 XML 声明，可能被改动过，请用办公软件另存后再上传。")
	ErrEncrypted  = fault.New(fault.Invalid, "file-encrypted", "文件设有打开密码，请取消密码后再上传。")
	ErrLegacy     = fault.New(fault.Invalid, "file-legacy-format", "这是旧版格式（xls、doc、et、wps），请用办公软件另存为 xlsx 或 docx 后再上传。")
	ErrWrongType  = fault.New(fault.Invalid, "file-wrong-type", "文件内容与扩展名不符，请用办公软件打开后另存为 xlsx 再上传。")
	ErrUnreadable = fault.New(fault.Invalid, "file-unreadable", "文件已损坏，无法读取，请用办公软件打开后另存再上传。")
)

// Limits bounds what is read from one file. A field that is zero has its default.
type Limits struct {
	FileBytes  int64 // as uploaded; default 20 MiB
	Entries    int   // entries in the archive; default 1,000
	EntryBytes int64 // one sheet or the table of strings, inflated; default 256 MiB
	TotalBytes int64 // everything inflated; default 384 MiB
	Ratio      int64 // inflated to packed bytes, of entries above 1 MiB; default 200
	Columns    int   // cells in a row; default 256
}

// DefaultLimits returns the limits that take a sheet of 100,000 rows and 28 columns with room to spare.
func DefaultLimits() Limits {
	return Limits{
		FileBytes: 20 << 20, Entries: 1000, EntryBytes: 256 << 20, TotalBytes: 384 << 20, Ratio: 200, Columns: 256,
	}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ have, want *int64 }{
		{&l.FileBytes, &d.FileBytes}, {&l.EntryBytes, &d.EntryBytes}, {&l.TotalBytes, &d.TotalBytes}, {&l.Ratio, &d.Ratio},
	} {
		if *f.have <= 0 {
			*f.have = *f.want
		}
	}
	if l.Entries <= 0 {
		l.Entries = d.Entries
	}
	if l.Columns <= 0 {
		l.Columns = d.Columns
	}
	return l
}

// CheckUpload returns what a file is, or why it is not taken: too large, dangerous, unreadable, or something else than
// its name says. It inflates archives within the limits and never trusts the sizes they state. Only the name's
// extension is looked at. Which kinds are wanted is the caller's to say.
func CheckUpload(name string, r io.ReaderAt, size int64, limits Limits) (Kind, error) {
	kind, _, err := inspect(name, r, size, limits.orDefault())
	return kind, err
}

// CheckSize returns ErrTooLarge for a file that is larger than any that is taken.
func CheckSize(size int64) error { return checkSize(size, DefaultLimits()) }

func checkSize(size int64, limits Limits) error {
	if size > limits.FileBytes {
		return ErrTooLarge.Say("文件有%s，超过%s，请拆分后分别上传。", mebibytes(size), mebibytes(limits.FileBytes))
	}
	return nil
}

func inspect(name string, r io.ReaderAt, size int64, limits Limits) (Kind, *archiveReport, error) {
	if err := checkSize(size, limits); err != nil {
		return Unknown, nil, err
	}
	kind := Sniff(r, size)
	switch kind {
	case Empty:
		return kind, nil, ErrEmpty
	case Encrypted:
		return kind, nil, ErrEncrypted
	case Legacy:
		return kind, nil, ErrLegacy
	case Macro:
		return kind, nil, ErrMacro
	}
	extension := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	if !isNamed(extension, kind) {
		return kind, nil, ErrWrongType.Say("文件扩展名是“%s”，内容却是%s，请用办公软件打开后另存为正确的格式再上传。", extension, kind.chinese())
	}
	switch kind {
	case XLSX, DOCX, PPTX, Zip:
		report, err := inspectArchive(r, size, limits)
		return kind, report, err
	}
	return kind, nil, nil
}

// isNamed reports whether a kind of file may bear an extension. Unlisted ones may hold anything: what is done with them is
// decided by kind.
func isNamed(extension string, kind Kind) bool {
	switch extension {
	case "xlsx", "xls", "et":
		return kind == XLSX
	case "docx", "doc", "wps":
		return kind == DOCX
	case "pptx", "ppt", "dps":
		return kind == PPTX
	case "zip":
		return kind == Zip
	case "pdf":
		return kind == PDF
	case "csv", "txt", "md":
		return kind == Text
	case "png":
		return kind == PNG
	case "jpg", "jpeg":
		return kind == JPEG
	case "gif":
		return kind == GIF
	}
	return true
}

func (k Kind) chinese() string {
	switch k {
	case XLSX:
		return "电子表格"
	case DOCX:
		return "文字文档"
	case PPTX:
		return "演示文稿"
	case Zip, Archive:
		return "压缩包"
	case PDF:
		return "PDF"
	case HTML:
		return "网页"
	case SVG, PNG, JPEG, GIF:
		return "图片"
	case Text:
		return "纯文本（如 CSV）"
	case Unknown, Empty, Macro, Legacy, Encrypted:
	}
	return "无法识别的数据"
}
