import { byMessage, route } from "@/lib/http/route";
import * as previews from "@/lib/link-previews/queue";

export const GET = route({ limit: "downloads", open: byMessage("react") }, ({ viewer, open, params }) =>
	previews.serveImage(viewer, open, previews.embedFrom(params.n)),
);
