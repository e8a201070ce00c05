"""Commands that ask and look: answers, researches, determinations, lists, names screened, drafts checked."""
