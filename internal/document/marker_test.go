package document

import "testing"

func TestMarkersTellWhatAListIs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text     string
		symbol   bool
		previous int
		want     marker
	}{
		{"", false, 0, marker{}},
		{"·", false, 0, marker{list: Bullet}},
		{"§  ", true, 0, marker{list: Bullet}},
		{"l", true, 0, marker{list: Bullet}},
		{"o", false, 0, marker{list: Bullet}},
		{"\uf0b7", false, 0, marker{list: Bullet}},
		{"—", false, 0, marker{list: Bullet}},
		{"1.\u00a0\u00a0\u00a0", false, 0, marker{list: Numbered, number: 1}},
		{"12．", false, 11, marker{list: Numbered, number: 12}},
		{"3、", false, 2, marker{list: Numbered, number: 3, shape: "1、"}},
		{"(2)", false, 1, marker{list: Numbered, number: 2, shape: "(1)"}},
		{"（2）", false, 1, marker{list: Numbered, number: 2, shape: "（1）"}},
		{"③", false, 2, marker{list: Numbered, number: 3, shape: "①"}},
		{"b.", false, 1, marker{list: Numbered, number: 2, shape: "a."}},
		{"i.", false, 0, marker{list: Numbered, number: 1, shape: "i."}},
		{"i.", false, 8, marker{list: Numbered, number: 9, shape: "a."}},
		{"iv)", false, 3, marker{list: Numbered, number: 4, shape: "i)"}},
		{"C、", false, 2, marker{list: Numbered, number: 3, shape: "A、"}},
		{"一、", false, 0, marker{text: "一、"}},
		{"（一）", false, 0, marker{text: "（一）"}},
		{"第一条", false, 0, marker{text: "第一条\u3000"}},
		{"1.1", false, 0, marker{text: "1.1 "}},
		{"0.", false, 0, marker{text: "0. "}},
		{"abc.", false, 0, marker{text: "abc. "}},
	} {
		if got := readMarker(tc.text, tc.symbol, tc.previous); got != tc.want {
			t.Errorf("%q after %d is %+v, want %+v", tc.text, tc.previous, got, tc.want)
		}
	}
}

func TestNumeralsAreWrittenAsInWord(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		format string
		n      int
		want   string
	}{
		{"decimal", 12, "12"},
		{"decimalZero", 7, "07"},
		{"decimalFullWidth", 12, "１２"},
		{"lowerLetter", 28, "bb"},
		{"upperLetter", 26, "Z"},
		{"lowerRoman", 49, "xlix"},
		{"upperRoman", 2026, "MMXXVI"},
		{"decimalEnclosedCircle", 20, "⑳"},
		{"decimalEnclosedCircleChinese", 21, "21"},
		{"decimalEnclosedParen", 3, "⑶"},
		{"ideographTraditional", 11, "甲"},
		{"ideographZodiac", 12, "亥"},
		{"chineseCountingThousand", 10, "十"},
		{"chineseCountingThousand", 11, "十一"},
		{"chineseCountingThousand", 20, "二十"},
		{"chineseCountingThousand", 100, "一百"},
		{"chineseCountingThousand", 105, "一百零五"},
		{"chineseCountingThousand", 110, "一百一十"},
		{"chineseCountingThousand", 1005, "一千零五"},
		{"chineseCountingThousand", 1050, "一千零五十"},
		{"chineseCounting", 99, "九十九"},
		{"chineseCounting", 105, "一○五"},
		{"japaneseCounting", 10, "十"},
		{"japaneseCounting", 21, "二十一"},
		{"japaneseCounting", 105, "百五"},
		{"ideographDigital", 2026, "二〇二六"},
		{"chineseLegalSimplified", 12, "壹拾贰"},
		{"none", 3, ""},
	} {
		if got, known := numeral(tc.n, tc.format); !known || got != tc.want {
			t.Errorf("%d as %s is %q, want %q", tc.n, tc.format, got, tc.want)
		}
	}
	if _, known := numeral(1, "hebrew1"); known {
		t.Error("a format that is not ours is known")
	}
}
