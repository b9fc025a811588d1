// Package retention deletes what has been kept for its time: which data that is, for how long, and the night's work of deleting it.
//
// What a record must keep for the log and for the report it keeps; the rules for that are the record's own. docs/retention.md lists every
// kind of data that is kept, and why.
package retention

import (
	"fmt"

	"gongkai/internal/request"
	"gongkai/internal/upkeep"
)

// Policy is how long data are kept. 0 keeps them for ever, where Check allows it.
type Policy struct {
	At                string `toml:"at" doc:"每天删除到期数据的时间（北京时间），宜在备份之后。登录记录的保存天数见 account.keep_days。各类数据和理由见 docs/retention.md。" default:"04:00"`
	RequestIdentity   int    `toml:"request_identity" doc:"申请人的身份证明（上传的图片），归档后保存的天数，不得少于 184：六个月内可能起诉（行政诉讼法第四十六条），此后不再需要（个人信息保护法第十九条）。" default:"184"`
	RequestPersonal   int    `toml:"request_personal" doc:"申请表、联系方式、各步骤的文字和文件，归档后保存的年数，不得少于 10：文书档案定期保管分 10 年、30 年（国家档案局令第8号）；0 表示永久保存。" default:"10"`
	CorrectionContact int    `toml:"correction_contact" doc:"网页纠错人的联系方式，答复后保存的天数，不得少于 30：用于回访，此后不再需要（个人信息保护法第十九条）。" default:"365"`
	MissedSearches    int    `toml:"missed_searches" doc:"没有检索到结果的词，最后一次出现后保存的天数，不得少于 30：供改进检索，其中可能有人名。" default:"365"`
}

// Check returns every mistake, a sentence each.
func (p Policy) Check() (out []string) {
	if _, err := upkeep.ParseTimeOfDay(p.At); err != nil {
		out = append(out, fmt.Sprintf("retention.at “%s” 应如 04:00。", p.At))
	}
	if p.RequestIdentity < request.MinIdentityDays {
		out = append(out, fmt.Sprintf("retention.request_identity 不能少于 %d：答复作出后六个月内可能起诉（行政诉讼法第四十六条）。", request.MinIdentityDays))
	}
	if p.RequestPersonal != 0 && p.RequestPersonal < request.MinPersonalYears {
		out = append(out, fmt.Sprintf("retention.request_personal 不能少于 %d，永久保存的填 0：文书档案的保管期限最短 10 年（国家档案局令第8号）。", request.MinPersonalYears))
	}
	if p.CorrectionContact < minDays {
		out = append(out, fmt.Sprintf("retention.correction_contact 不能少于 %d：答复后还要回访。", minDays))
	}
	if p.MissedSearches < minDays {
		out = append(out, fmt.Sprintf("retention.missed_searches 不能少于 %d：太短看不出公众在找什么。", minDays))
	}
	return out
}

// minDays are the fewest days for what no law sets a time for.
const minDays = 30

// Class is data that are deleted in bulk, by one day.
type Class string

// The classes.
const (
	Contacts Class = "correction_contact" // 纠错人的联系方式
	SignIns  Class = "sign_ins"           // 登录记录
	Searches Class = "missed_searches"    // 没有结果的检索词
	Unsaved  Class = "unsaved"            // 自动保存而没有存的稿件
)

// Name is the class's Chinese name.
func (c Class) Name() string {
	return map[Class]string{Contacts: "纠错人联系方式", SignIns: "登录记录", Searches: "没有结果的检索词", Unsaved: "没有存的稿件"}[c]
}
