package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// xmpNames are the properties that say something to people, in lower case, whatever their namespace. XMP parts 1 and 2
var xmpNames = map[string]string{
	"creator": noteAuthor, "artist": noteAuthor, "author": noteAuthor, "authorsposition": noteAuthor, "captionwriter": noteAuthor, "cameraownername": noteAuthor, "ownername": noteAuthor,
	"contributor": noteAuthor, "personinimage": noteAuthor,
	"gpslatitude": notePosition, "gpslongitude": notePosition,
	"creatorcontactinfo": noteContact, "ciemailwork": noteContact, "citelwork": noteContact, "ciadrextadr": noteContact,
	"city": notePlace, "state": notePlace, "country": notePlace, "location": notePlace, "sublocation": notePlace,
	"createdate": noteTime, "modifydate": noteTime, "metadatadate": noteTime, "datecreated": noteTime, "datetimeoriginal": noteTime,
	"make": noteDevice, "model": noteDevice, "lens": noteDevice, "serialnumber": noteSerial, "bodyserialnumber": noteSerial, "lensserialnumber": noteSerial,
	"creatortool": noteSoftware, "software": noteSoftware, "softwareagent": noteSoftware,
	"title": noteTitle, "headline": noteTitle, "description": noteText, "usercomment": noteText, "subject": noteKeywords, "keywords": noteKeywords,
	"rights": noteCopyright, "copyright": noteCopyright, "credit": noteCopyright, "source": noteCopyright,
}

// readXMP takes note of what a packet of XMP says: properties are elements or attributes. What is no XML is told as it stands.
func readXMP(packet []byte, n *notes) {
	packet = n.take(packet)
	n.say(noteOther, "") // that it was there
	decoder := xml.NewDecoder(bytes.NewReader(packet))
	within := []string{noteOther} // what the properties around are called, from the outermost
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			n.property(noteOther, textOf(packet[min(int64(len(packet)), decoder.InputOffset()):]))
			break
		}
		inner := within[len(within)-1]
		switch token := token.(type) {
		case xml.StartElement:
			name := xmpName(token.Name, inner)
			within = append(within, name)
			for _, a := range token.Attr {
				if a.Name.Space != "xmlns" && a.Name.Space != "xml" {
					n.property(xmpName(a.Name, name), a.Value)
				}
			}
		case xml.EndElement:
			within = within[:max(1, len(within)-1)]
		case xml.CharData:
			n.property(inner, string(token))
		case xml.Comment:
			n.property(noteOther, string(token))
		}
	}
	n.addNumbers(noteOther, packet, false)
}

// xmpName is what a property is called: its own name, or that of the property around it.
func xmpName(of xml.Name, around string) string {
	if name := xmpNames[strings.ToLower(of.Local)]; name != "" && of.Space != "rdf" { // rdf:Description holds the others
		return name
	}
	return around
}

// property takes note of a value, unless it is only space.
func (n *notes) property(name, value string) {
	if value = strings.TrimSpace(printable(value)); value != "" {
		n.say(name, value)
	}
}
