package io.pageconsistency.cli.console;

import io.pageconsistency.Quoting;

/** Why a command failed, in one line for the user, possibly with text from the other process. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status one of {@link Status} */
    public Refusal(int status, String reason) {
        super(Quoting.plain(reason.strip().replaceAll("\\s*\\R\\s*", " ")), null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
