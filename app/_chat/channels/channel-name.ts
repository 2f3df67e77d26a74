/** What a person types as the API wants it: lower case, dashes for white space. What is left over is theirs to correct. */
export const toChannelName = (typed: string) => typed.toLowerCase().normalize("NFC").replace(/\s+/g, "-");

export const isChannelName = (name: string) => /^(?!\p{M})[\p{L}\p{M}\p{N}_-]{1,80}$/u.test(name);
