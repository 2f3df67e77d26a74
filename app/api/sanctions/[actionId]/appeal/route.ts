import { appeal } from "@/lib/cases/appeal";
import { NewAppeal } from "@/lib/cases/input";
import { created, route } from "@/lib/http/route";
import { idFrom } from "@/lib/ids";

export const POST = route({ body: NewAppeal }, async ({ viewer, params, body }) => {
	const { appeal: made, isNew } = await appeal(viewer, idFrom(params.actionId), body);
	return isNew ? created({ appeal: made }) : { appeal: made };
});
