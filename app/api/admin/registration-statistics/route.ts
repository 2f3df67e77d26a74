import { adminRoute } from "@/lib/admin/admin-route";
import * as networks from "@/lib/registration/networks";

export const GET = adminRoute({}, () => networks.statistics());
