package letter

import (
	"embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode/utf8"

	"gongkai/internal/fault"
	"gongkai/internal/request"
)

//go:embed templates/*.txt
var embedded embed.FS

// Templates are the templates that a unit has written itself, by kind; the others are ours.
type Templates map[request.LetterKind]string

// Default returns our template for the kind, "" for none of ours.
func Default(kind request.LetterKind) string {
	b, err := embedded.ReadFile("templates/" + string(kind) + ".txt")
	if err != nil {
		return "" // no such kind
	}
	return string(b)
}

// What is refused about a template.
var (
	ErrTemplate = fault.New(fault.Invalid, "letter-template", "文书模板有误，请核对。")
	ErrKind     = fault.New(fault.Invalid, "no-such-letter", "没有这种文书。")
)

const maxTemplate = 64 << 10

// parsed is a template that holds nothing but what a template may hold.
type parsed struct{ t *template.Template }

// functions are all that a template may call, besides if and range.
var functions = template.FuncMap{
	"短语": func(v any) any { return reshape(v, bare) },                                          // without the punctuation at its end
	"句":  func(v any) any { return reshape(v, func(s string) string { return end(bare(s)) }) }, // ends with one full stop
}

// builtins are the functions of text/template that a template may call.
var builtins = map[string]any{"eq": true, "and": true, "or": true, "not": true}

func reshape(v any, with func(string) string) any {
	switch v := v.(type) {
	case own:
		return own(with(string(v)))
	case quote:
		return quote(with(string(v)))
	case string:
		return with(v)
	}
	return v
}

func end(s string) string {
	if s == "" || strings.HasSuffix(s, "！") || strings.HasSuffix(s, "？") {
		return s
	}
	return s + "。"
}

// Check returns nil if text can be a template, or its first mistake in one sentence, with the line.
func Check(text string) error {
	_, err := parseTemplate(text)
	return err
}

func parseTemplate(text string) (*parsed, error) {
	if len(text) > maxTemplate {
		return nil, ErrTemplate.Say("模板太长，最多%d字节，现有%d字节。", maxTemplate, len(text))
	}
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if strings.ContainsRune(printable(line), utf8.RuneError) {
			return nil, ErrTemplate.Say("模板第%d行：有不能打印的字符，请删去后重新输入。", i+1)
		}
	}
	trees, err := parse.Parse("letter", text, "", "", builtins, functions)
	if err != nil {
		return nil, syntax(err)
	}
	tree := trees["letter"]
	if len(trees) != 1 || tree == nil || tree.Root == nil || strings.TrimSpace(text) == "" {
		return nil, ErrTemplate.Say("模板不能为空，也不能用 define、block 定义另外的模板。")
	}
	c := checker{src: text}
	if err := c.nodes(tree.Root.Nodes); err != nil {
		return nil, err
	}
	t, err := template.New("letter").Option("missingkey=error").Funcs(functions).AddParseTree("letter", tree)
	if err != nil {
		return nil, fmt.Errorf("letter template: %w", err)
	}
	return &parsed{t}, nil
}

var (
	syntaxAt  = regexp.MustCompile(`^template: letter:(\d+):(?:\d+:)?\s*(.*)`)
	undefined = regexp.MustCompile(`function "([^"]*)" not defined`)
)

// syntax translates what the parser says.
func syntax(err error) error {
	m := syntaxAt.FindStringSubmatch(err.Error())
	if m == nil {
		return ErrTemplate
	}
	line, _ := strconv.Atoi(m[1]) // digits
	why := "写法有误，请核对“{{”和“}}”之间的内容"
	switch said := m[2]; {
	case undefined.MatchString(said):
		why = fmt.Sprintf("没有“%s”这个函数，可以用的是%s；字段的名称前面要有一个点，例如 {{.申请编号}}", undefined.FindStringSubmatch(said)[1], strings.Join(functionNames(), "、"))
	case strings.Contains(said, "unexpected EOF"):
		why = "有一处 {{if}} 或者 {{range}} 没有写 {{end}}"
	case strings.Contains(said, "unclosed action"), strings.Contains(said, "left delim"):
		why = "“{{”没有对应的“}}”"
	case strings.Contains(said, "unexpected {{end}}"), strings.Contains(said, "unexpected {{else"):
		why = "多写了一个 {{end}} 或者 {{else}}"
	case strings.Contains(said, "undefined variable"):
		why = "模板里不能用变量，列表外的字段请写成 {{$.申请编号}}"
	}
	return ErrTemplate.Say("模板第%d行：%s。", line, why)
}

func functionNames() []string {
	var names []string
	for n := range functions {
		names = append(names, n)
	}
	for n := range builtins {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// sort is what an expression is.
type sort int

const (
	isText sort = iota
	isList
	isTruth
)

// checker walks the tree: it lets through what is documented, and nothing else, so that no template calls a method or goes on for ever.
type checker struct {
	src string
	in  *Field // the list whose entries are gone through; nil outside of lists
}

func (c *checker) refuse(n parse.Node, format string, args ...any) error {
	line := 1 + strings.Count(c.src[:min(len(c.src), int(n.Position()))], "\n")
	return ErrTemplate.Say("模板第%d行：%s。", line, fmt.Sprintf(format, args...))
}

func (c *checker) nodes(nodes []parse.Node) error {
	for _, n := range nodes {
		if err := c.node(n); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) node(n parse.Node) error {
	switch n := n.(type) {
	case *parse.TextNode, *parse.CommentNode:
		return nil
	case *parse.ActionNode:
		s, err := c.pipe(n.Pipe)
		switch {
		case err != nil:
			return err
		case s == isList:
			return c.refuse(n, "“%s”是列表，请用 {{range}} 逐项写出", n.Pipe)
		case s == isTruth:
			return c.refuse(n, "“%s”是判断，只能写在 {{if}} 里", n.Pipe)
		}
		return nil
	case *parse.IfNode:
		if _, err := c.pipe(n.Pipe); err != nil {
			return err
		}
		return c.branches(n.List, n.ElseList)
	case *parse.RangeNode:
		if c.in != nil {
			return c.refuse(n, "{{range}} 里面不能再用 {{range}}")
		}
		if len(n.Pipe.Decl) > 0 || len(n.Pipe.Cmds) != 1 || len(n.Pipe.Cmds[0].Args) != 1 {
			return c.refuse(n, "{{range}} 后面只写一个列表的名称，例如 {{range .理由}}")
		}
		field, ok := n.Pipe.Cmds[0].Args[0].(*parse.FieldNode)
		if !ok {
			return c.refuse(n, "{{range}} 后面只写一个列表的名称，例如 {{range .理由}}")
		}
		if s, err := c.field(n, field.Ident, false); err != nil {
			return err
		} else if s != isList {
			return c.refuse(n, "“%s”不是列表，不能用 {{range}}", field.Ident[0])
		}
		f, _ := fieldOf(field.Ident[0])
		inside := checker{src: c.src, in: &f}
		if n.List != nil {
			if err := inside.nodes(n.List.Nodes); err != nil {
				return err
			}
		}
		return c.branches(n.ElseList)
	}
	return c.refuse(n, "不能用“%s”，模板里只能用字段、{{if}}、{{range}} 和%s", n, strings.Join(functionNames(), "、"))
}

func (c *checker) branches(lists ...*parse.ListNode) error {
	for _, l := range lists {
		if l == nil {
			continue
		}
		if err := c.nodes(l.Nodes); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) pipe(p *parse.PipeNode) (sort, error) {
	if len(p.Decl) > 0 {
		return 0, c.refuse(p, "模板里不能用变量")
	}
	var s sort
	for i, cmd := range p.Cmds {
		var err error
		if s, err = c.command(cmd, i > 0); err != nil {
			return 0, err
		}
	}
	return s, nil
}

// arguments are how many each function takes.
var arguments = map[string]int{"短语": 1, "句": 1, "not": 1, "eq": 2, "and": 2, "or": 2}

func (c *checker) command(cmd *parse.CommandNode, piped bool) (sort, error) {
	name, ok := cmd.Args[0].(*parse.IdentifierNode)
	if !ok {
		if len(cmd.Args) > 1 || piped {
			return 0, c.refuse(cmd, "“%s”的写法有误，一处只写一个字段", cmd)
		}
		return c.operand(cmd.Args[0])
	}
	n := len(cmd.Args) - 1
	if piped {
		n++
	}
	if want := arguments[name.Ident]; n != want {
		return 0, c.refuse(cmd, "“%s”后面应有%d项，现有%d项", name.Ident, want, n)
	}
	var enum *Field
	for _, a := range cmd.Args[1:] {
		s, err := c.operand(a)
		if err != nil {
			return 0, err
		}
		if name.Ident == "eq" || name.Ident == "短语" || name.Ident == "句" {
			if s != isText {
				return 0, c.refuse(cmd, "“%s”后面应是文字，不是列表或者判断", name.Ident)
			}
		}
		if f, ok := a.(*parse.FieldNode); ok && c.in == nil {
			if field, _ := fieldOf(f.Ident[0]); len(field.Values) > 0 {
				enum = &field
			}
		}
	}
	if enum != nil && name.Ident == "eq" { // a value that the field never has would hide a part of the letter for good
		for _, a := range cmd.Args[1:] {
			if s, ok := a.(*parse.StringNode); ok && !slices.Contains(enum.Values, s.Text) {
				return 0, c.refuse(cmd, "“%s”不会是“%s”，只会是%s", enum.Name, s.Text, strings.Join(enum.Values, "、"))
			}
		}
	}
	if name.Ident == "短语" || name.Ident == "句" {
		return isText, nil
	}
	return isTruth, nil
}

func (c *checker) operand(n parse.Node) (sort, error) {
	switch n := n.(type) {
	case *parse.FieldNode:
		return c.field(n, n.Ident, c.in != nil)
	case *parse.VariableNode:
		if n.Ident[0] != "$" || len(n.Ident) < 2 {
			return 0, c.refuse(n, "模板里不能用变量，列表外的字段请写成 {{$.申请编号}}")
		}
		return c.field(n, n.Ident[1:], false)
	case *parse.StringNode:
		return isText, nil
	case *parse.PipeNode:
		return c.pipe(n)
	}
	return 0, c.refuse(n, "不能用“%s”，请写字段的名称，例如 {{.申请编号}}", n)
}

// field says what a name stands for: a key of the entry where entries are gone through, else a field.
func (c *checker) field(n parse.Node, names []string, inEntry bool) (sort, error) {
	if len(names) != 1 {
		return 0, c.refuse(n, "“%s”的写法有误，字段只有一个名称，例如 {{.申请编号}}", strings.Join(names, "."))
	}
	if inEntry {
		if !slices.Contains(c.in.Keys, names[0]) {
			return 0, c.refuse(n, "“%s”的各项没有“%s”，可以用的是%s；列表外的字段请写成 {{$.%s}}", c.in.Name, names[0], strings.Join(c.in.Keys, "、"), names[0])
		}
		return isText, nil
	}
	f, ok := fieldOf(names[0])
	if !ok {
		return 0, c.refuse(n, "没有“%s”这个字段%s", names[0], near(names[0]))
	}
	if f.Keys != nil {
		return isList, nil
	}
	return isText, nil
}

// near names the fields that share letters with a name that is none.
func near(name string) string {
	var like []string
	for _, f := range fields {
		shared := 0
		for _, r := range f.Name {
			if strings.ContainsRune(name, r) {
				shared++
			}
		}
		if shared > 1 && len(like) < 5 {
			like = append(like, f.Name)
		}
	}
	if like == nil {
		return "，请对照字段表核对"
	}
	return "，名称相近的有" + strings.Join(like, "、")
}

// run fills the template.
func (p *parsed) run(f *Facts) (string, error) {
	data := make(map[string]any, len(fields))
	for _, field := range fields {
		data[field.Name] = field.get(f)
	}
	var out strings.Builder
	if err := p.t.Execute(&out, data); err != nil {
		var exec template.ExecError
		if errors.As(err, &exec) {
			return "", fmt.Errorf("letter template: %w: %w", ErrTemplate.Say("模板填不进内容，请核对写法。"), err)
		}
		return "", fmt.Errorf("letter template: %w", err)
	}
	return out.String(), nil
}
