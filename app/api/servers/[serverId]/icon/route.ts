import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { fileRoute, route } from "@/lib/http/route";
import * as pictures from "@/lib/pictures/pictures";

const managed = byId("serverId", loadServer, "manage_server");

export const PUT = fileRoute(
	{ limit: "uploads", load: managed, form: pictures.pictureForm },
	({ viewer, open: loaded, file }) => pictures.setServerPicture(viewer, loaded, "icon", file),
);
export const DELETE = route({ load: managed }, ({ viewer, loaded }) =>
	pictures.removeServerPicture(viewer, loaded, "icon"),
);
