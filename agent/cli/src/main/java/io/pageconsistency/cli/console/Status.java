package io.pageconsistency.cli.console;

/** What the command line ends with. */
public final class Status {
    /** Done, and nothing is wrong. */
    public static final int OK = 0;
    /** Done, and something is wrong: a violation has been found, or the record is damaged. */
    public static final int FOUND = 1;
    /** The command line itself is not understood. */
    public static final int USAGE = 2;
    /** The process does not exist, is no virtual machine, does not answer, or is not ours to reach; or a recording cannot be read. */
    public static final int UNREACHABLE = 3;
    /** The virtual machine was reached and does not do it: the options are bad, agents are not let in, its Java is too old. */
    public static final int REFUSED = 4;
    /** No agent is at work there. */
    public static final int NO_AGENT = 5;
    /** No process was named; the virtual machines were listed and nothing was done. */
    public static final int NOTHING_DONE = 6;
    /** A defect of the command line. */
    public static final int DEFECT = 7;
    /** Done, and what there was to say could not be said. */
    public static final int UNWRITTEN = 8;

    private Status() {
    }
}
