package match

// feature numbers one thing that is compared. Each has a unit, so that weight
// × value is in bits.
type feature int

// The features of a pair. Word weights run from 0 (every name has the word) to
// 1 (one name has it); sums of them are in "rare words".
const (
	fBias feature = iota
	// name
	fSameText   // 1 when the folded names are equal
	fSameWords  // 1 when all words meet exactly and none is left over
	fSameWeight // weight of words that all meet exactly (0–1.5)
	fSameOne    // 1 when all words meet and there is but one
	fSameRun    // 1 when all words meet, two at least, in the same order
	fSameBare   // weight that generic words, given names and places that all meet would have by their rarity alone, above what they have (0–1.5)
	fSharedBare // the same, when not all words meet
	fSameOrder  // 1 when the words that meet stand in the same order
	fShared0    // first rare word's worth of shared words (0–1)
	fShared1    // second (0–1)
	fShared2    // third and fourth (0–2)
	fRarest     // weight of the rarest shared word above .5 (0–.5)
	fNoSpecific // 1 when only generic words, places or numbers are shared
	fOneWord    // 1 when a single word meets
	fFirst      // 1 when the first words meet
	fLeftQ0     // supplier's words left over, first half rare word (0–.5)
	fLeftQ1     // next half (0–.5)
	fLeftQ2     // beyond (0–2)
	fLeftR0     // entry's words left over
	fLeftR1
	fLeftR2
	fShareQ   // share of the supplier's words that is met, by weight (0–1)
	fShareR   // share of the entry's words that is met
	fRareQ    // 1 when a rare specific word of the supplier is left over
	fRareR    // 1 when one of the entry is
	fAllQ     // 1 when all the supplier's words are met and the entry has more
	fAllR     // 1 when all the entry's words are met and the supplier has more
	fStartQ   // 1 when the entry's words, two at least, are the supplier's first, in a row
	fStartR   // 1 when the supplier's are the entry's first
	fHeadQ    // 1 when the entry's words are the supplier's before its first dash, comma or parenthesis
	fHeadR    // 1 when the supplier's words are the entry's
	fBothLeft // the smaller of what is left over on both sides (0–1)
	fLeadQ    // weight of what is left over before the first word that meets (0–1)
	fLeadR
	fApartQ // 1 when a word left over makes another body: friends, fund, union
	fApartR
	fSortQ // 1 when a word left over says what sort of body it is
	fSortR
	fSortBoth    // 1 when both sides have one
	fFillers     // weight of fillers left over beside words that all meet (0–0.6)
	fFillerOne   // 1 when there are fillers left over beside a single word
	fSameExact   // 1 when all words are equal as written, articles and forms apart
	fAllRare     // weight above .5 of the rarest word, when all the supplier's words are met
	fOneRare     // the same, when a single word is met
	fGenericQ    // 1 when all the entry's words are met and what the supplier has besides is generic
	fGenericBoth // 1 when both have words left over, generic ones only
	fSwap        // 1 when both are: one rare word stands for another
	fFuzzy       // weight of shared words times what they differ by
	fWorst       // difference of the least alike pair of words (0–1)
	fSpeltKnown  // 1 when two words of the registry differ by a few letters
	fAcronym
	fGlued
	fCut
	fPrefix
	// number
	fNumberSame
	fNumbered // 1 when both are the same numbered company
	fNumberDiffers
	fNumberQ // a number on the supplier's side only
	fNumberR
	fSmallQ // 1 when it has one or two digits
	fSmallR
	// place in the name
	fPlaceSame
	fPlaceDiffers
	fPlaceQ
	fPlaceR
	// legal family
	fFamilySame
	fFamilyDiffers
	fFamilyLeft // 1 when they show forms that exclude each other, and words are left over besides
	fFormQ      // 1 when the supplier shows a form of company and the entry none
	fFormR      // 1 when the entry does and the supplier not
	fGivingQ    // 1 when the supplier is a trust or a charity by its name and the entry not
	fGivingR    // 1 when the entry is and the supplier not
	fGivingForm // 1 when, besides, the supplier is a company
	fPublicSame // 1 when it does and all words meet
	fPublicQ    // 1 when the supplier's name is that of a public body
	// corroboration
	fCitySame
	fCityDiffers
	fPostalSame
	fPostalNear
	fPostalDiffers
	fCityRare      // weight above .5 of the rarest word, when the cities agree
	fCityGeneric   // 1 when the cities agree and only generic words are shared
	fPostalGeneric // 1 when the postal codes do
	fPhoneSame
	fDomainSame
	// reading
	fPartSameQ // weight of the words when a part of the supplier's name is all of the entry's (0–1.5)
	fPartSameR // and the reverse
	fPartQ     // a part of the supplier's name is what meets
	fPartR     // a part of the entry's
	fAliasQ
	fAliasR
	fMarkQ // the part stands beside a mark: o/a, division of
	fMarkR
	fRestQ // weight of the supplier's words outside the part (0–1.5)
	fRestR
	numFeatures
)

type featureName struct{ name, family string }

var featureNames = [numFeatures]featureName{
	fBias:          {"bias", "prior"},
	fSameText:      {"same_text", "name"},
	fSameWords:     {"same_words", "name"},
	fSameWeight:    {"same_weight", "name"},
	fSameOne:       {"same_one", "name"},
	fSameRun:       {"same_run", "name"},
	fSameBare:      {"same_bare", "name"},
	fSharedBare:    {"shared_bare", "shared"},
	fSameOrder:     {"same_order", "name"},
	fShared0:       {"shared_1", "shared"},
	fShared1:       {"shared_2", "shared"},
	fShared2:       {"shared_3", "shared"},
	fRarest:        {"rarest", "shared"},
	fNoSpecific:    {"no_specific", "shared"},
	fOneWord:       {"one_word", "shared"},
	fFirst:         {"first_word", "name"},
	fLeftQ0:        {"left_supplier_1", "left_supplier"},
	fLeftQ1:        {"left_supplier_2", "left_supplier"},
	fLeftQ2:        {"left_supplier_3", "left_supplier"},
	fLeftR0:        {"left_entry_1", "left_entry"},
	fLeftR1:        {"left_entry_2", "left_entry"},
	fLeftR2:        {"left_entry_3", "left_entry"},
	fShareQ:        {"share_supplier", "shared"},
	fShareR:        {"share_entry", "shared"},
	fRareQ:         {"rare_supplier", "left_supplier"},
	fRareR:         {"rare_entry", "left_entry"},
	fAllQ:          {"all_supplier", "left_entry"},
	fAllR:          {"all_entry", "left_supplier"},
	fStartQ:        {"start_supplier", "left_supplier"},
	fStartR:        {"start_entry", "left_entry"},
	fHeadQ:         {"head_supplier", "left_supplier"},
	fHeadR:         {"head_entry", "left_entry"},
	fBothLeft:      {"both_left", "left_both"},
	fLeadQ:         {"lead_supplier", "left_supplier"},
	fLeadR:         {"lead_entry", "left_entry"},
	fApartQ:        {"other_body_supplier", "other_body"},
	fApartR:        {"other_body_entry", "other_body"},
	fSortQ:         {"sort_supplier", "sort"},
	fSortR:         {"sort_entry", "sort"},
	fSortBoth:      {"sort_both", "sort"},
	fSameExact:     {"same_exact", "name"},
	fFillers:       {"fillers", "name"},
	fFillerOne:     {"filler_one", "name"},
	fAllRare:       {"all_supplier_rare", "shared"},
	fOneRare:       {"one_word_rare", "shared"},
	fGenericQ:      {"generic_supplier", "left_supplier"},
	fGenericBoth:   {"generic_both", "left_both"},
	fSwap:          {"rare_both", "left_both"},
	fFuzzy:         {"spelling", "spelling"},
	fWorst:         {"worst_spelling", "spelling"},
	fSpeltKnown:    {"spelt_known", "spelling"},
	fAcronym:       {"acronym", "acronym"},
	fGlued:         {"glued", "spelling"},
	fCut:           {"cut", "spelling"},
	fPrefix:        {"prefix", "spelling"},
	fNumberSame:    {"number_same", "number"},
	fNumbered:      {"numbered_company", "number"},
	fNumberDiffers: {"number_differs", "number"},
	fNumberQ:       {"number_supplier", "number"},
	fNumberR:       {"number_entry", "number"},
	fSmallQ:        {"small_number_supplier", "number"},
	fSmallR:        {"small_number_entry", "number"},
	fPlaceSame:     {"place_same", "place"},
	fPlaceDiffers:  {"place_differs", "place"},
	fPlaceQ:        {"place_supplier", "place"},
	fPlaceR:        {"place_entry", "place"},
	fFamilySame:    {"family_same", "legal_family"},
	fFamilyDiffers: {"family_differs", "legal_family"},
	fFamilyLeft:    {"family_left", "legal_family"},
	fFormQ:         {"form_supplier", "legal_family"},
	fFormR:         {"form_entry", "legal_family"},
	fGivingQ:       {"giving_supplier", "giving"},
	fGivingR:       {"giving_entry", "giving"},
	fGivingForm:    {"giving_company", "giving"},
	fPublicSame:    {"public_same", "public_body"},
	fPublicQ:       {"public_body", "public_body"},
	fCitySame:      {"city_same", "city"},
	fCityDiffers:   {"city_differs", "city"},
	fPostalSame:    {"postal_same", "postal"},
	fPostalNear:    {"postal_near", "postal"},
	fPostalDiffers: {"postal_differs", "postal"},
	fCityRare:      {"city_rare", "city"},
	fCityGeneric:   {"city_generic", "city"},
	fPostalGeneric: {"postal_generic", "postal"},
	fPhoneSame:     {"phone_same", "phone"},
	fDomainSame:    {"domain_same", "domain"},
	fPartSameQ:     {"part_same_supplier", "reading"},
	fPartSameR:     {"part_same_entry", "reading"},
	fPartQ:         {"part_supplier", "reading"},
	fPartR:         {"part_entry", "reading"},
	fAliasQ:        {"alias_supplier", "reading"},
	fAliasR:        {"alias_entry", "reading"},
	fMarkQ:         {"mark_supplier", "reading"},
	fMarkR:         {"mark_entry", "reading"},
	fRestQ:         {"rest_supplier", "reading"},
	fRestR:         {"rest_entry", "reading"},
}

// The features of how the best candidate stands among the others.
const (
	rBias   = iota
	rScore  // its own score, in bits
	rMargin // bits above the second, at most 6
	rTie    // 1 when another entry fits exactly as well
	rTies   // log2 of the entries that fit as well
	rSame   // 1 when the words are the same
	rHolds  // when they are not: log2 of 1 and the other entries that hold all of the supplier's
	rCrowd  // when the words are the same: log2 of 1 and the other entries that hold them all
	numRivals
)

var rivalNames = [numRivals]string{"bias", "score", "margin", "tie", "ties", "same", "holds", "crowd"}
