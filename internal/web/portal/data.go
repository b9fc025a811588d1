package portal

import (
	"encoding/json"
	"path"

	"gongkai/internal/publication"
	"gongkai/internal/web/layout"
	"gongkai/internal/workday"
)

// thing is a description in the words of schema.org, for machines that read pages. As JSON its names are in order, so that a page is the
// same bytes each time.
type thing map[string]any

// json is the block as it stands in a page. Nothing in it can end the element around it: < > & are written as escapes.
func (t thing) json() string {
	t["@context"] = "https://schema.org"
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // plain values only
	}
	return string(b)
}

// trail is the line 当前位置.
func (p *Portal) trail(crumbs []layout.Link) thing {
	list := make([]thing, len(crumbs))
	for i, l := range crumbs {
		list[i] = thing{"@type": "ListItem", "position": i + 1, "name": l.Text, "item": p.baseURL + l.URL}
	}
	return thing{"@type": "BreadcrumbList", "itemListElement": list}
}

// agencyThing is the agency whose site this is.
func (p *Portal) agencyThing(c *catalogue) thing {
	site, u := p.site(), c.bureau()
	t := thing{"@type": "GovernmentOrganization", "@id": p.baseURL + "/#agency", "name": site.Agency, "url": p.baseURL + "/"}
	for name, v := range map[string]string{"alternateName": u.Short, "telephone": site.Phone, "address": site.Address, "identifier": u.USCC} {
		if v != "" {
			t[name] = v
		}
	}
	return t
}

// legalForce are the states of a document in the words of schema.org.
var legalForce = map[publication.ValidityState]string{
	publication.InForce: "https://schema.org/InForce", publication.Amended: "https://schema.org/PartiallyInForce",
	publication.Repealed: "https://schema.org/NotInForce", publication.Lapsed: "https://schema.org/NotInForce",
}

// itemThing is a public item: a norm is Legislation, all else an Article.
func (p *Portal) itemThing(c *catalogue, it *publication.Item) thing {
	v, unit := it.Version, c.unit(it.Unit)
	publisher := thing{"@type": "GovernmentOrganization", "name": unit.Name, "url": p.baseURL + "/units/" + unit.Code}
	t := thing{
		"@type": "Article", "@id": p.baseURL + itemURL(it.ID), "url": p.baseURL + itemURL(it.ID), "headline": v.Title, "name": v.Title, "inLanguage": "zh-CN",
		"description": v.Summary, "identifier": it.IndexNo, "genre": v.Genre, "articleSection": c.column(v.Column).Name,
		"datePublished": rfc3339(it.Released), "dateModified": rfc3339(changed(it)), "dateCreated": v.FormedOn.String(),
		"author": publisher, "publisher": publisher, "isAccessibleForFree": true,
	}
	if v.Keywords != "" {
		t["keywords"] = v.Keywords
	}
	if v.Norm != publication.NoNorm {
		t["@type"], t["legislationDate"], t["legislationPassedBy"] = "Legislation", v.FormedOn.String(), publisher
		delete(t, "articleSection")
		t["legislationLegalForce"] = legalForce[it.ValidOn(workday.DateOf(p.Now()))]
		if v.DocNo != "" {
			t["legislationIdentifier"] = v.DocNo
		}
	}
	return t
}

// formats are the types of the files a table comes in.
var formats = map[string]string{".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".csv": "text/csv", ".json": "application/json"}

// dataset is a table that can be downloaded.
func (p *Portal) dataset(name, about, url string, files []layout.Download) thing {
	var list []thing
	for _, f := range files {
		list = append(list, thing{"@type": "DataDownload", "encodingFormat": formats[path.Ext(f.URL)], "contentUrl": p.baseURL + f.URL})
	}
	return thing{
		"@type": "Dataset", "name": name, "description": about, "url": p.baseURL + url, "inLanguage": "zh-CN", "isAccessibleForFree": true, "distribution": list,
		"creator": thing{"@type": "GovernmentOrganization", "name": p.site().Agency, "url": p.baseURL + "/"},
	}
}
