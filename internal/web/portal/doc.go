// Package portal is the public side: the pages anybody may read, without script and without cookies. Pages are plain
// structs drawn by the templates beside them; handlers fill them from the domain, and they are kept as rendered.
package portal
