package io.pageconsistency.cli.console;

/** The exit statuses of the command line. */
public final class Status {
    /** Done, and nothing is wrong. */
    public static final int OK = 0;
    /** Done, and something is wrong: a violation was found, or the record is damaged. */
    public static final int FOUND = 1;
    /** Wrong arguments. */
    public static final int USAGE = 2;
    /**
     * The process does not exist, is not a virtual machine, does not answer or belongs to another user; or a recording cannot be
     * read.
     */
    public static final int UNREACHABLE = 3;
    /** The virtual machine was reached, but refused: wrong options, no agents allowed, or its Java is too old. */
    public static final int REFUSED = 4;
    /** No agent is active there. */
    public static final int NO_AGENT = 5;
    /** No process was named; the virtual machines were listed and nothing was done. */
    public static final int NOTHING_DONE = 6;
    /** A defect of the command line. */
    public static final int DEFECT = 7;
    /** Done, but the output could not be written. */
    public static final int UNWRITTEN = 8;

    private Status() {
    }
}
