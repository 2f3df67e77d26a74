import { adminRoute } from "@/lib/admin/admin-route";
import * as waiting from "@/lib/registration/waiting";

const shape = { load: async (_: unknown, { userId }: Record<string, string | undefined>) => userId };
export const PUT = adminRoute(shape, ({ viewer, loaded }) => waiting.approve(viewer, loaded));
export const DELETE = adminRoute(shape, ({ viewer, loaded }) => waiting.refuse(viewer, loaded));
