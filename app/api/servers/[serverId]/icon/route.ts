import { loadServer } from "@/lib/auth/access";
import { byId, fileRoute, route } from "@/lib/http/route";
import * as pictures from "@/lib/pictures";

const managed = byId("serverId", loadServer, "manage");

export const PUT = fileRoute(
	{ limit: "uploads", open: managed, form: pictures.pictureForm },
	({ viewer, open, file }) => pictures.setServerPicture(viewer, open, "icon", file),
);
export const DELETE = route({ open: managed }, ({ viewer, open }) =>
	pictures.removeServerPicture(viewer, open, "icon"),
);
