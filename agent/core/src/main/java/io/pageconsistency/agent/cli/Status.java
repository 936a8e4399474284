package io.pageconsistency.agent.cli;

/** What the command line ends with. */
final class Status {
    /** Done, and nothing is wrong. */
    static final int OK = 0;
    /** Done, and something is wrong: a violation has been found, or the record is damaged. */
    static final int FOUND = 1;
    /** The command line itself is not understood. */
    static final int USAGE = 2;
    /** The process does not exist, is no virtual machine, does not answer, or is not ours to reach. */
    static final int UNREACHABLE = 3;
    /** The virtual machine was reached and does not do it: the options are bad, agents are not let in, its Java is too old. */
    static final int REFUSED = 4;
    /** No agent is at work there. */
    static final int NO_AGENT = 5;
    /** No process was named; the virtual machines were listed and nothing was done. */
    static final int NOTHING_DONE = 6;
    /** A defect of the command line. */
    static final int DEFECT = 7;
    /** Done, and what there was to say could not be said. */
    static final int UNWRITTEN = 8;

    private Status() {
    }
}
