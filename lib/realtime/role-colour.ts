export type RoleColour = "rowan" | "amber" | "moss" | "fern" | "lagoon" | "sky" | "iris" | "heather" | "rose" | "stone";
