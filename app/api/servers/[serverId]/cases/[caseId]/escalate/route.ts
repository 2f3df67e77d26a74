import { escalate } from "@/lib/cases/escalate";
import { NewEscalation } from "@/lib/cases/input";
import { created, route } from "@/lib/http/route";
import { loadCase as load } from "../../load-case";

export const POST = route({ limit: "access", load, body: NewEscalation }, async ({ viewer, loaded, body }) => {
	const { isNew, ...answer } = await escalate(viewer, loaded, body);
	return isNew ? created(answer) : answer;
});
