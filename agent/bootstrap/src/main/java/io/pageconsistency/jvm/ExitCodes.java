package io.pageconsistency.jvm;

/**
 * The statuses with which a virtual machine ends because of the agent.
 *
 * <p>Compilers copy these constants to where they are used. So code that must not load a class of the agent may use them too.
 */
public final class ExitCodes {
    /** There were violations: after {@code on-violation=halt}, or because somebody objected to 0. EX_SOFTWARE. */
    public static final int VIOLATED = 70;

    /** The agent cannot do what it was told, or did not check what it was told to check. EX_CONFIG. */
    public static final int MISCONFIGURED = 78;

    private ExitCodes() {
    }
}
