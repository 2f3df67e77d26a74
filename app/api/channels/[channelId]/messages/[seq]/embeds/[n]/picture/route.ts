import { byMessage } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as previews from "@/lib/link-previews/queue";

export const GET = route({ limit: "downloads", load: byMessage("react") }, ({ viewer, loaded, params }) =>
	previews.serveImage(viewer, loaded, previews.embedFrom(params.n)),
);
