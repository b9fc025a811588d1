package credit

import (
	"time"

	"gongkai/internal/workday"
)

// PlaceholderCode stands for a party that has no 统一社会信用代码. Its check character is not meant to hold.
const PlaceholderCode = "00000000000000000X"

// Licence is a decision of 行政许可 as it is reported to the credit platform. It holds everything; the public sees
// Public.
type Licence struct {
	PartyName           string
	PartyKind           string // LegalPerson, NaturalPerson or Household
	PartyCode           string // 统一社会信用代码, or PlaceholderCode
	BusinessNo          string
	OrganisationNo      string
	TaxNo               string
	InstitutionNo       string
	SocialNo            string
	Representative      string
	RepresentativePaper string // not public
	RepresentativeNo    string // not public
	PaperKind           string // not public
	PaperNo             string // not public
	DocName             string
	DocNo               string
	LicenceKind         string
	CertificateName     string
	CertificateNo       string
	Content             string
	Decided             workday.Date
	ValidFrom           workday.Date
	ValidTo             workday.Date // Forever: long-term
	Authority           string
	AuthorityCode       string
	State               string // StateEffective or StateIneffective
	Source              string
	SourceCode          string
	Remark              string
}

// Forever is the end of a licence that is valid long-term (长期).
func Forever() workday.Date { return workday.NewDate(2099, time.December, 31) }

// LicenceKey is what makes two records the same licence on the platform: corrections and withdrawals are sent under the
// same key.
type LicenceKey struct {
	AuthorityCode, DocNo, PartyName string
}

// Key returns the key of the licence.
func (l Licence) Key() LicenceKey { return LicenceKey{l.AuthorityCode, l.DocNo, l.PartyName} }

// Values returns the fields as the platform takes them, in the order of the template.
func (l Licence) Values() [ColumnCount]string {
	return [ColumnCount]string{
		l.PartyName, l.PartyKind, l.PartyCode, l.BusinessNo, l.OrganisationNo, l.TaxNo, l.InstitutionNo, l.SocialNo,
		l.Representative, l.RepresentativePaper, l.RepresentativeNo, l.PaperKind, l.PaperNo, l.DocName, l.DocNo,
		l.LicenceKind, l.CertificateName, l.CertificateNo, l.Content, slashed(l.Decided), slashed(l.ValidFrom), slashed(l.ValidTo),
		l.Authority, l.AuthorityCode, l.State, l.Source, l.SourceCode, l.Remark,
	}
}

// licenceOf is the way back from Values; days that cannot be read are no days.
func licenceOf(v *[ColumnCount]string) Licence {
	day := func(c Column) workday.Date {
		d, _ := parseDay(v[c]) // Check has told
		return d
	}
	return Licence{
		v[colPartyName], v[colPartyKind], v[colPartyCode], v[colBusinessNo], v[colOrganisationNo], v[colTaxNo], v[colInstitutionNo], v[colSocialNo],
		v[colRepresentative], v[colRepresentativePaper], v[colRepresentativeNo], v[colPaperKind], v[colPaperNo], v[colDocName], v[colDocNo],
		v[colLicenceKind], v[colCertificateName], v[colCertificateNo], v[colContent], day(colDecided), day(colValidFrom), day(colValidTo),
		v[colAuthority], v[colAuthorityCode], v[colState], v[colSource], v[colSourceCode], v[colRemark],
	}
}
