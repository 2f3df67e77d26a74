import { fileRoute, route } from "@/lib/http/route";
import * as pictures from "@/lib/pictures/pictures";

export const PUT = fileRoute({ limit: "uploads", form: pictures.pictureForm }, ({ viewer, file }) =>
	pictures.setAvatar(viewer, file),
);
export const DELETE = route({}, ({ viewer }) => pictures.removeAvatar(viewer));
