package agency

// Role is a 角色: what somebody is there for. Roles are held for a time and by appointment.
type Role string

// The roles. Which steps a draft passes and who takes them is data (publication.Route); these are the words it uses.
const (
	Writer          Role = "writer"           // 信息员
	UnitHead        Role = "unit-head"        // 单位负责人
	FirstReviewer   Role = "first-reviewer"   // 初审
	SecondReviewer  Role = "second-reviewer"  // 复审
	SecrecyReviewer Role = "secrecy-reviewer" // 保密审查; law: 条例 17
	Signer          Role = "signer"           // 签发
	GeneralOffice   Role = "general-office"   // 局办公室
	DisclosureHead  Role = "disclosure-head"  // 政府信息公开工作机构负责人; law: 条例 4
	DeputyLeader    Role = "deputy-leader"    // 分管领导
	InfoCentre      Role = "info-centre"      // 信息中心
	DutyReader      Role = "duty-reader"      // 值班员
	Inspector       Role = "inspector"        // 检查员, reads everything and changes nothing
	Witness         Role = "witness"          // 见证人
	SystemAdmin     Role = "system-admin"     // 系统管理员
	SecurityAdmin   Role = "security-admin"   // 安全管理员
	AuditAdmin      Role = "audit-admin"      // 审计管理员
)

// RoleInfo says what a role is called and whether it only reads.
type RoleInfo struct {
	Role     Role
	Name     string
	ReadOnly bool
	Admin    bool // one of the three administrators, who keep apart from the business and from each other (三员分立)
}

// Roles lists every role in the order it is shown.
var Roles = []RoleInfo{
	{Writer, "信息员", false, false},
	{UnitHead, "单位负责人", false, false},
	{FirstReviewer, "初审", false, false},
	{SecondReviewer, "复审", false, false},
	{SecrecyReviewer, "保密审查", false, false},
	{Signer, "签发", false, false},
	{GeneralOffice, "局办公室", false, false},
	{DisclosureHead, "政府信息公开工作机构负责人", false, false},
	{DeputyLeader, "分管领导", false, false},
	{InfoCentre, "信息中心", false, false},
	{DutyReader, "值班员", false, false},
	{Inspector, "检查员", true, false},
	{Witness, "见证人", true, false},
	{SystemAdmin, "系统管理员", false, true},
	{SecurityAdmin, "安全管理员", false, true},
	{AuditAdmin, "审计管理员", true, true},
}

// Info returns what is known of the role; an unknown role only reads.
func (r Role) Info() RoleInfo {
	for _, info := range Roles {
		if info.Role == r {
			return info
		}
	}
	return RoleInfo{Role: r, Name: string(r), ReadOnly: true}
}
