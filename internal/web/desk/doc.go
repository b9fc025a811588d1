// Package desk is the staff side: what is to be done, by whom, by when, and the gate through which everything goes out.
// Pages are plain structs drawn by the templates beside them; handlers fill them from the domain.
package desk
