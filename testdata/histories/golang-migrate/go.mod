module example.org/ferry
