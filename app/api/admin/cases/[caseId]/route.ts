import { adminRoute } from "@/lib/admin/admin-route";
import { get, loadEscalatedCase as load } from "@/lib/admin/cases";
import { decide, EscalatedCaseChange } from "@/lib/admin/decide-case";

export const GET = adminRoute({ load }, ({ loaded }) => get(loaded.id));
export const PUT = adminRoute(
	{ limit: "administration", load, body: EscalatedCaseChange },
	({ viewer, loaded, body }) => decide(viewer, loaded, body),
);
