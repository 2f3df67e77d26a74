/** 12 characters of base58: digits and letters without 0, O, I and l. */
const code = /(?:^|\/invite\/)([1-9A-HJ-NP-Za-km-z]{12})(?:[/?#].*)?$/;

/** The code in a pasted text: an invite link of any address, or the code alone. */
export const inviteCodeIn = (text: string): string | null => code.exec(text.trim())?.[1] ?? null;
