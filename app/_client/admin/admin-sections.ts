/** The sections of the administration in order: the path of each below /admin, and the key of its name. */
export const adminSections = [
	{ path: "", title: "health" },
	{ path: "/people", title: "people" },
	{ path: "/servers", title: "servers" },
	{ path: "/cases", title: "cases" },
	{ path: "/backups", title: "backups" },
	{ path: "/ways-in", title: "waysIn" },
	{ path: "/settings", title: "settings" },
	{ path: "/announcements", title: "announcements" },
	{ path: "/jobs", title: "jobs" },
	{ path: "/audit", title: "audit" },
] as const;

export type AdminSection = (typeof adminSections)[number];

export const adminPath = (path: AdminSection["path"]) => `/admin${path}`;
