package publication

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongkai/internal/act"
	"gongkai/internal/fault"
	"gongkai/internal/law"
	"gongkai/internal/obligation"
	"gongkai/internal/ref"
	"gongkai/internal/workday"
)

func interpretKey(id ID) obligation.Key {
	return obligation.Key{Rule: law.PolicyInterpretation, Subject: ref.To(Ref, id)}
}

// OwesInterpretation reports whether the document must be explained to the public once it is out: every 行政规范性文件 and
// 规章, and what its writer marks as important policy.
//
// law: 国办发〔2016〕80号
func (v Version) OwesInterpretation() bool { return v.Norm != NoNorm || v.Explain }

// interpretations returns what a release means for 解读: a document opens the duty to explain it, unless that is done
// already; an explanation meets the duty of every document it explains.
func (s *Service) interpretations(ctx context.Context, it *Item, at time.Time) ([]act.Effect, error) {
	var effects []act.Effect
	today := workday.DateOf(at)
	for _, id := range it.Version.Interprets {
		effects = append(effects, obligation.Met{Key: interpretKey(id), On: today, Evidence: ref.To(Ref, it.ID)})
	}
	if it.IndexNo != "" || !it.Version.OwesInterpretation() {
		return effects, nil
	}
	opened, err := obligation.New(s.calendar(), law.PolicyInterpretation, ref.To(Ref, it.ID), today, it.Unit, it.Writer, "解读："+it.Version.Title)
	if errors.Is(err, law.ErrNotInForce) {
		return effects, nil
	}
	if err != nil {
		return nil, err
	}
	effects = append(effects, opened)
	done, err := s.store.Interpretations(ctx, it.ID)
	if err != nil {
		return nil, err
	}
	if len(done) > 0 {
		effects = append(effects, obligation.Met{Key: interpretKey(it.ID), On: today, Evidence: ref.To(Ref, done[0].ID)})
	}
	return effects, nil
}

// checkInterprets returns the mistakes in what a version says it explains: each must be an item of the unit, or public.
func (s *Service) checkInterprets(ctx context.Context, it *Item) error {
	var fs fault.Fields
	for _, id := range it.Version.Interprets {
		other, err := s.store.Item(ctx, id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if id == it.ID || err != nil || !other.IsPublic() && other.Unit != it.Unit {
			fs.Add("interprets", "没有编号为 %d 的文件可供解读，请核对编号。", id)
		}
	}
	if err := fs.Err(); err != nil {
		return fmt.Errorf("submit item %d: %w", it.ID, err)
	}
	return nil
}
