import { adminRoute } from "@/lib/admin/admin-route";
import * as codes from "@/lib/registration/codes";

export const DELETE = adminRoute({ load: async (_, { codeId }) => codeId }, ({ viewer, loaded }) =>
	codes.revoke(viewer, loaded),
);
