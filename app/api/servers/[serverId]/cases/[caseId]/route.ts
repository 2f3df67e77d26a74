import { change } from "@/lib/cases/decide";
import { details } from "@/lib/cases/details";
import { CaseChange } from "@/lib/cases/input";
import { route } from "@/lib/http/route";
import { loadCase as load } from "../load-case";

export const GET = route({ load }, ({ viewer, loaded }) => details(viewer, loaded));

export const PUT = route({ limit: "access", load, body: CaseChange }, ({ viewer, loaded, body }) =>
	change(viewer, loaded, body),
);
