import * as authentication from "@/lib/auth/reauthenticate";
import { route } from "@/lib/http/route";

export const POST = route({}, ({ viewer, headers }) => authentication.passkeyOptions(viewer, headers));
