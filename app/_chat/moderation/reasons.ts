/** The reasons that a moderator chooses with one press, by their keys in the catalogue. */
export const commonReasons = ["spam", "harassment", "hate", "offTopic"] as const;
