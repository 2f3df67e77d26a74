import { NewReport } from "@/lib/cases/input";
import { listOwn } from "@/lib/cases/own-reports";
import { report } from "@/lib/cases/report";
import { created, route } from "@/lib/http/route";

export const GET = route({}, ({ viewer }) => listOwn(viewer));

export const POST = route({ body: NewReport }, async ({ viewer, body }) => {
	const { report: made, isNew } = await report(viewer, body);
	return isNew ? created({ report: made }) : { report: made };
});
