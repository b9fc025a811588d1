// Command gongkai is the system behind an agency's information disclosure: portal, desk and command line in one binary.
package main

import (
	"os"

	"gongkai/internal/app"
)

func main() { os.Exit(app.Run(os.Args[1:], os.Stdout, os.Stderr)) }
