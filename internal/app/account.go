package app

import (
	"context"
	"errors"
	"fmt"
	"os"

	"gongkai/internal/fault"
	"gongkai/internal/workday"
)

// accountCmd groups what is done with accounts on the server itself.
type accountCmd struct {
	Rescue rescueCmd `cmd:"" help:"给丢失口令或认证器的安全管理员重设口令和认证器，只打印一次。"`
}

// rescueCmd lets a security administrator in again whom nobody else can help. Whoever can run it owns the key file already.
type rescueCmd struct {
	storeFlags
	Login string `arg:"" help:"安全管理员的账号。"`
}

var errNoKey = fault.New(fault.Invalid, "no-key", "没有密钥文件，无法重设认证器。")

func (c rescueCmd) Run(ctx context.Context, out *streams) (err error) {
	config, err := c.load()
	if err != nil {
		return err
	}
	if _, err := os.Stat(keyFile(config.Dir)); err != nil {
		return errNoKey.Say("没有密钥文件 %s，无法重设认证器。请先把密钥文件放回原处。", keyFile(config.Dir))
	}
	a, err := c.openWith(ctx, Options{Log: logger(out.err)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	slip, err := a.Accounts.Rescue(ctx, c.Login, workday.DateOf(a.now()))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out.out, "已重设 %s（%s）的口令和认证器，原来的登录和恢复码全部失效。以下内容只显示这一次：\n  初始口令    %s\n  认证器密钥  %s\n首次登录须更换口令并生成恢复码。这次救援已记入办理登记簿，请告知审计管理员。\n",
		slip.Name, slip.Login, slip.Password, slip.Secret)
	return err
}
