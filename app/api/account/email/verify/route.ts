import { route } from "@/lib/http/route";
import * as email from "@/lib/users/email";

export const POST = route({ signedIn: false, body: email.Verification }, ({ body }) => email.verify(body));
