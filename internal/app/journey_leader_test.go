package app

import "testing"

// TestJourneyOfALeader: on a phone, what is late and whose, what waits, the risks; every figure opens.
func TestJourneyOfALeader(t *testing.T) {
	s := visitDemo(t)
	b := s.chromium(t)
	b.tour = "leader"
	b.enter("签发领导")
	b.shows("领导一页")
	b.open("/desk/leader")
	b.shows("逾期", "待您办理", "一票否决项在先", "今年的数", "文件按时公开率")
	b.picture("leader")
	for _, figure := range []string{"主动公开（条）", "许可决定已报送", "双公示按时率"} {
		b.open("/desk/leader")
		b.click(figure, `//a[contains(normalize-space(), "`+figure+`")]`)
	}
	b.enter("局办公室")
	b.open("/desk/leader")
	b.shows("局机关", "所属单位", "各单位按时公开")
	b.picture("office")
	b.as("学校负责人")
	b.open("/desk/leader")
	b.picture("headmaster")
}

// TestJourneyOfAnInspector: reads the log, the routes, an approval and the report, and is offered nothing to change.
func TestJourneyOfAnInspector(t *testing.T) {
	s := visitDemo(t)
	b := s.chromium(t)
	b.tour = "inspector"
	b.enter("检查员")
	b.picture("today")
	b.open("/desk/items?view=released")
	b.picture("released")
	b.click("an item", `//tr[@data-row]//a`)
	b.picture("item")
	b.click("its sheet", `//a[contains(normalize-space(), "审批单")]`)
	b.shows("政府信息公开审批单", "保密审查", "依据")
	b.picture("approval")
	b.open("/desk/ledger")
	b.picture("ledger")
	b.open("/desk/reports/2020")
	b.shows("900")
	b.picture("report")
}
