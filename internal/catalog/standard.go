package catalog

import (
	"fmt"
	"strconv"
	"strings"
)

// StandardEntry is a 二级事项 of the 义务教育领域基层政务公开标准目录: what must be public, by whom, by when and where.
type StandardEntry struct {
	Seq       int      `json:"seq"`
	GroupCode string   `json:"l1_code"` // 一级事项
	Group     string   `json:"l1"`
	Code      string   `json:"l2_code"` // 二级事项: by it items say which entry they serve
	Name      string   `json:"l2"`
	Elements  []string `json:"elements"` // 公开内容（要素）
	Basis     string   `json:"basis"`    // 公开依据
	Deadline  string   `json:"deadline"` // 公开时限
	Subjects  []string `json:"subject"`  // 公开主体
	Channels  []string `json:"channels"` // 公开渠道和载体, of Channels
	All       bool     `json:"audience_all"`
	Specific  bool     `json:"audience_specific"`
	Proactive bool     `json:"mode_proactive"`
	OnRequest bool     `json:"mode_on_request"`
	City      bool     `json:"level_city"`
	County    bool     `json:"level_county"`
	Township  bool     `json:"level_township"`
	Origin    string   `json:"origin"`   // 部颁, 地方扩展 …
	Verified  string   `json:"verified"` // V: with where it was compared; K: not yet compared with the printed catalogue
}

// Channels are the 公开渠道和载体 in the order of the printed catalogue.
var Channels = []string{
	"政府网站", "政府公报", "两微一端", "发布会/听证会", "广播电视", "纸质媒体", "公开查阅点", "政务服务中心", "便民服务站", "入户/现场",
	"社区/企事业单位/村公示栏(电子屏)", "精准推送", "其他",
}

// Key implements EditionRow.
func (e StandardEntry) Key() string { return e.Code }

// Label implements EditionRow.
func (e StandardEntry) Label() string { return e.Group + "／" + e.Name }

// Cells implements EditionRow: the columns as the printed catalogue has them.
func (e StandardEntry) Cells() []Cell {
	return []Cell{
		{"序号", strconv.Itoa(e.Seq)},
		{"一级事项", e.GroupCode + " " + e.Group},
		{"二级事项", e.Code + " " + e.Name},
		{"公开内容（要素）", strings.Join(e.Elements, "；")},
		{"公开依据", e.Basis},
		{"公开时限", e.Deadline},
		{"公开主体", strings.Join(e.Subjects, "、")},
		{"公开渠道和载体", strings.Join(e.Channels, "、")},
		{"公开对象", chosen("全社会", e.All, "特定群体", e.Specific)},
		{"公开方式", chosen("主动", e.Proactive, "依申请", e.OnRequest)},
		{"公开层级", chosen("市级", e.City, "县级", e.County, "乡级", e.Township)},
		{"来源", e.Origin},
		{"核对", e.Verified},
	}
}

// chosen joins the names that are ticked; they come in pairs of name and tick.
func chosen(pairs ...any) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == true {
			out = append(out, fmt.Sprint(pairs[i]))
		}
	}
	return strings.Join(out, "、")
}
