package desk

import (
	"context"
	"fmt"

	"gongkai/internal/catalog"
	"gongkai/internal/publication"
	"gongkai/internal/ref"
)

// editionWay is what is particular to a kind of edition at the desk.
type editionWay struct {
	at       string // address of the kind; of what every unit has its own, followed by the unit
	perUnit  bool
	entrance string   // below it, where another content is handed in
	again    string   // words of the link there
	first    []string // names of the first two stages
	sentence string   // on top of a draft
	after    []string // what happens once it is sent
	columns  []string // codes of the columns in which it is announced; the first that there is
	enter    string   // words of the link to what is handed in
	empty    Empty    // where a unit has none yet
	public   string   // below the unit's public page
	file     string   // below its home, the rows in force as a file; empty: none
	keyed    bool     // the key of a row says what it is; otherwise code and name do
	files    string   // what goes out with it, as files; empty: nothing does
	hint     string   // how such files are called
}

// editionWays has a row for every kind.
var editionWays = map[catalog.EditionKind]editionWay{
	catalog.Standard: {
		at: "/desk/standard", entrance: "/import", again: "换一个文件", first: []string{"选文件", "检查、比较"}, columns: []string{"compulsory", "system"},
		sentence: "逐行检查全部合格。核对下面的内容和变动，无误后送审。",
		after: []string{
			"送审的是一条信息，附上这个版本的全部行，按局机关的流程审核、保密审查、签发。", "签发后立即生效，现行版本成为历史版本，门户随即更新。", "审核期间不能再导入；退回后可以换文件再送。",
		},
	},
	catalog.Powers: {
		at: "/desk/powers", perUnit: true, entrance: "/import", again: "换一个文件", first: []string{"选文件", "检查、比较"}, columns: []string{"powers", "system"},
		enter: "导入新版本", public: "/powers", file: "/file", files: "流程图", hint: "文件名与“流程图”一栏所填相同的，门户在该职权的页面上链接。",
		empty:    Empty{Title: "还没有权责清单", Text: "按模板把全部职权填在一张表里导入，逐行检查，审核签发后生效，门户随即公开。"},
		sentence: "逐行检查全部合格。核对下面的内容和变动，无误后送审。",
		after: []string{
			"送审的是一条公告，新增和修改的内容都写在里面，按本单位的流程审核、保密审查、签发。", "签发后立即生效，门户的权责清单随即更新；年度报告表二按发布日计新增和取消。", "审核期间不能再导入；退回后可以换文件再送。",
		},
	},
	catalog.Profile: {
		at: "/desk/profiles", perUnit: true, entrance: "/edit", again: "继续修改", first: []string{"填写", "核对变动"}, columns: []string{"functions", "system"}, keyed: true,
		enter: "更新", files: "领导照片", hint: "以姓名作文件名，如 张某.jpg，门户显示在领导信息里；选填。",
		empty:    Empty{Title: "还没有公布过机构职能", Text: "填好职能、内设机构、领导信息和联系方式，审核签发后公开；此前门户只显示单位登记的基本信息。"},
		sentence: "已保存，还没有公开。核对下面的内容和变动，无误后送审。",
		after: []string{
			"送审的是一条信息，全文写明职能、内设机构、领导信息和联系方式，按本单位的流程审核、保密审查、签发。", "签发后门户的机构页随即更新，此前公众看到的仍是现行内容。", "自变动之日起 20 个工作日内应当公开（条例第二十六条）。",
		},
	},
}

func wayOf(k catalog.EditionKind) editionWay { return editionWays[k] }

// home is where the editions of a unit are kept at the desk.
func (w editionWay) home(unit int64) string {
	if w.perUnit {
		return fmt.Sprintf("%s/%d", w.at, unit)
	}
	return w.at
}

// rowName is how a row is called in a comparison.
func (w editionWay) rowName(key, label string) string {
	if w.keyed {
		return key
	}
	return key + " " + label
}

// stages are the steps of an edition's way, of which one is being taken.
func (w editionWay) stages(now int) []Stage {
	names := append(w.first[:len(w.first):len(w.first)], "审核、签发", "发布生效")
	out := make([]Stage, len(names))
	for i, name := range names {
		switch {
		case i < now:
			out[i] = Stage{name, "done"}
		case i == now:
			out[i] = Stage{name, "now"}
		default:
			out[i] = Stage{name, "todo"}
		}
	}
	return out
}

// editionVersion is the version of the item that carries an edition.
func (d *Desk) editionVersion(ctx context.Context, e *catalog.Edition) (publication.Version, error) {
	n, err := d.names(ctx)
	if err != nil {
		return publication.Version{}, err
	}
	diff, err := d.Editions.Changes(ctx, e)
	if err != nil {
		return publication.Version{}, err
	}
	a, err := e.Announce(n.units[e.Unit].Name, diff)
	if err != nil {
		return publication.Version{}, err
	}
	var files []publication.File
	if e.Item == 0 {
		if files, err = d.keptFiles(ctx, e); err != nil {
			return publication.Version{}, err
		}
	}
	return publication.Version{
		Files: files, Title: a.Title, Summary: a.Summary, Keywords: a.Keywords, Body: a.Body, FormedOn: a.FormedOn, Genre: "其他", Subject: "科技、教育／教育",
		Column: editionColumn(n.columns, wayOf(e.Kind).columns), Cargo: publication.Cargo{Ref: ref.To(catalog.EditionRef, e.ID), Rows: e.Rows, Root: e.Root},
	}, nil
}
