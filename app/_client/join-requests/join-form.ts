/** The longest answer, in characters. */
export const maxAnswer = 1000;

/** Whether a question waits for an answer. Blanks are none. */
export const answerMissing = (question: string, answer: string): boolean => question !== "" && answer.trim() === "";

type Refusal = { code: string; fields: Record<string, string> };

/** Whether a join was refused because the server asks a question first, which the user can answer now. */
export const asksQuestion = ({ code, fields }: Refusal): boolean =>
	code === "join_requirements_not_met" && "answer" in fields;
