package io.pageconsistency.agent.output.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timestamp;

/**
 * Identifies the virtual machine, to tell recordings of many hosts apart. Arguments are not included, because they may be secret.
 */
@Name("io.pageconsistency.Process")
@Label("Process")
@Description("The virtual machine that is watched, and the agent in it")
@Category("Page Consistency")
@Enabled(true)
@StackTrace(false)
@Period("everyChunk")
final class ProcessEvent extends Event {
    @Label("Host")
    @Description("The name of the machine or container, as the operating system says it; empty where it does not")
    String host;

    @Label("Process Id")
    @Description("The number of the process")
    int pid;

    @Label("Program")
    @Description("Main class or jar, without arguments")
    String program;

    @Label("Java")
    @Description("Version of the virtual machine")
    String java;

    @Label("Agent")
    @Description("Version of page-consistency")
    String agent;

    @Label("Started")
    @Description("When the virtual machine started")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    long started;
}
